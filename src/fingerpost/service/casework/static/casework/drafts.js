// What is typed into a form of the cases is kept: in this tab at once, and with the service every few
// seconds. Every page works without this. Nothing that is secret, and no file, is ever kept.

const PAUSE = 3000; // after the last key, before the service is told
const NEVER = /password|csrf|otp|secret/i;
const key = (path) => `fp-draft:${path}`;
const here = location.pathname;

function stored(path) {
  try {
    return JSON.parse(sessionStorage.getItem(key(path)));
  } catch {
    return null;
  }
}

function store(path, draft) {
  try {
    if (draft) sessionStorage.setItem(key(path), JSON.stringify(draft));
    else sessionStorage.removeItem(key(path));
  } catch {
    // A browser that stores nothing: what is on the page, and with the service, remains.
  }
}

// A form that was sent and led on to another page, or to a word of success, was taken.
const sent = sessionStorage.getItem("fp-draft-sent");
if (sent && (sent !== here || document.querySelector(".govuk-notification-banner--success"))) {
  store(sent, null);
}
sessionStorage.removeItem("fp-draft-sent");

const form = document.querySelector("form[data-draft]");
if (form) keepDraftOf(form);

function keepDraftOf(form) {
  const address = form.dataset.draft; // "": whoever types may keep it in this tab alone
  const line = document.createElement("div");
  line.className = "govuk-inset-text";
  line.setAttribute("role", "status");
  line.hidden = true;
  form.before(line);
  let waiting = null;
  let isSending = false;

  const fields = () =>
    [...form.elements].filter(
      (one) =>
        one.name && !NEVER.test(one.name) && !["hidden", "password", "file", "submit", "button"].includes(one.type),
    );

  function values() {
    const found = {};
    for (const one of fields()) {
      found[one.name] ??= [];
      if (one.type === "checkbox" || one.type === "radio") {
        if (one.checked) found[one.name].push(one.value);
      } else if (one.multiple) {
        found[one.name].push(...[...one.selectedOptions].map((option) => option.value));
      } else {
        found[one.name].push(one.value);
      }
    }
    return found;
  }

  function fill(kept) {
    const left = Object.fromEntries(Object.entries(kept).map(([name, all]) => [name, [...all]]));
    for (const one of fields()) {
      if (!(one.name in kept)) continue;
      if (one.type === "checkbox" || one.type === "radio") one.checked = kept[one.name].includes(one.value);
      else if (one.multiple) for (const option of one.options) option.selected = kept[one.name].includes(option.value);
      else one.value = left[one.name].shift() ?? "";
    }
  }

  function say(words, button, act) {
    line.replaceChildren(`${words} `);
    if (button) {
      const pressed = document.createElement("button");
      pressed.type = "button";
      pressed.className = "fp-link-button";
      pressed.textContent = button;
      pressed.addEventListener("click", act);
      line.append(pressed);
    }
    line.hidden = false;
  }

  async function tell(kept) {
    if (!address) return false;
    const token = form.elements.csrfmiddlewaretoken;
    try {
      const answer = await fetch(address, {
        method: "POST",
        keepalive: true,
        headers: { "Content-Type": "application/json", "X-CSRFToken": token ? token.value : "" },
        body: JSON.stringify({ path: here, fields: kept }),
      });
      return answer.ok && !answer.redirected;
    } catch {
      return false;
    }
  }

  async function save() {
    clearTimeout(waiting);
    waiting = null;
    const draft = stored(here);
    if (!draft || isSending || !navigator.onLine) return;
    const isKept = await tell(draft.fields);
    const now = stored(here);
    // What was typed meanwhile waits for its own turn.
    if (isKept && now && now.at === draft.at) store(here, null);
  }

  function typed() {
    if (isSending) return;
    store(here, { at: new Date().toISOString(), fields: values() });
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  }

  async function discard() {
    clearTimeout(waiting);
    store(here, null);
    form.reset();
    line.hidden = true;
    await tell(null);
  }

  function restore(kept, at) {
    if (JSON.stringify(kept) === JSON.stringify(values())) return;
    fill(kept);
    const clock = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    say(`We kept what you typed at ${clock}.`, "Discard", discard);
  }

  async function comeBack() {
    const untouched = JSON.stringify(values());
    const draft = stored(here);
    if (draft) {
      restore(draft.fields, draft.at);
      waiting = setTimeout(save, PAUSE);
      return;
    }
    if (!address || !navigator.onLine) return;
    try {
      const answer = await fetch(`${address}?path=${encodeURIComponent(here)}`);
      const kept = answer.ok && !answer.redirected ? await answer.json() : {};
      // Whoever began to type meanwhile keeps that.
      if (kept.fields && JSON.stringify(values()) === untouched) restore(kept.fields, kept.savedAt);
    } catch {
      // Nothing is lost: it stays with the service.
    }
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (!navigator.onLine) {
      event.preventDefault();
      typed();
      say("You are not connected. What you typed is kept here: send it again when you are.");
      line.scrollIntoView();
      return;
    }
    store(here, { at: new Date().toISOString(), fields: values() });
    sessionStorage.setItem("fp-draft-sent", here);
    isSending = true;
  });
  addEventListener("online", () => {
    if (!line.hidden && !line.querySelector("button")) say("You are connected again. You can send it now.");
    save();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) isSending = false;
  });
  addEventListener("pagehide", () => {
    if (!isSending) save();
  });

  // A page that came back with errors holds what was typed already.
  if (document.querySelector(".govuk-error-summary")) {
    store(here, { at: new Date().toISOString(), fields: values() });
    waiting = setTimeout(save, PAUSE);
  } else {
    comeBack();
  }
}
