// Write lines of minutes without leaving the page, and see what others write. A line waits here until
// the server has it, through a lost connection and a reload; its key lets it stand once however often
// it is sent. Without this file the form is sent as it stands, and the page comes again.
const form = document.getElementById("write");
const lines = document.getElementById("lines");
const said = document.getElementById("said");
const problems = document.getElementById("problems");
const list = document.getElementById("waiting");
const EVERY_MS = 3000;
const LOST = "The connection is lost. What you write waits here, and is sent by itself.";
const SIGNED_OUT = "You are not signed in any more. Sign in again in another tab: what you wrote waits here.";
const CLOSED = "The minutes of this meeting are closed. Nothing more is written.";

const waiting = JSON.parse(sessionStorage.getItem(form.dataset.store) ?? "[]");
let isSending = false;
let isLooking = false;

class Refused extends Error {
  constructor(words) {
    super("refused");
    this.words = words;
  }
}

const tell = (words) => { if (said.textContent !== words) said.textContent = words; };

function made(name, words, className = "") {
  const element = document.createElement(name);
  element.textContent = words;
  if (className) element.className = className;
  return element;
}

function show(words) {
  problems.replaceChildren(...words.map((one) => made("p", one, "govuk-error-message")));
}

function keep() {
  sessionStorage.setItem(form.dataset.store, JSON.stringify(waiting));
  const words = waiting.map((entry) => `Waits to be sent: ${Object.fromEntries(entry).words}`);
  list.replaceChildren(...words.map((one) => made("li", one)));
  list.hidden = waiting.length === 0;
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

// Show what belongs to the kind that is chosen, and nothing of another.
function showKind() {
  for (const panel of form.querySelectorAll("[data-kind]")) {
    panel.hidden = panel.dataset.kind !== form.elements.kind.value;
  }
}

// Set the form to the values of an entry; what it does not name is empty.
function fill(entry) {
  const values = Object.fromEntries(entry);
  for (const field of form.elements) {
    if (field.name === "csrfmiddlewaretoken" || !field.name) continue;
    if (field.type === "checkbox") field.checked = field.name in values;
    else if (field.type !== "radio") field.value = values[field.name] ?? "";
    else field.checked = field.value === values.kind;
  }
  showKind();
}

function clear() {
  const { item } = Object.fromEntries(new FormData(form));
  const defaults = ["decision_is_public", "action_is_public"].map((name) => [name, "on"]);
  fill([["item", item], ["kind", "note"], ["key", newKey()], ...defaults]);
}

async function ask(url, options = {}) {
  let answer = null;
  try {
    answer = await fetch(url, { ...options, redirect: "manual" });
  } catch {
    throw new Error(LOST);
  }
  if (answer.type === "opaqueredirect") throw new Error(SIGNED_OUT);
  if (answer.status === 404) throw new Refused([CLOSED]);
  if (answer.status >= 500) throw new Error(LOST);
  return answer;
}

async function send(entry) {
  const body = new URLSearchParams([...entry, ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value]]);
  const answer = await ask(window.location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.status === 400) throw new Refused((await answer.json()).problems);
  if (answer.ok) return;
  lines.dataset.last = ""; // signed in anew: look at all, which brings the token of this session
  throw new Error(LOST);
}

// What was refused comes back into the form; where something else is being written, it waits its turn.
function giveBack(words) {
  if (form.elements.words.value.trim()) {
    tell("A line that waits must be changed. It comes back once you have written down this one.");
    return;
  }
  fill(waiting.shift());
  show(words);
  tell("It is not written down yet.");
  form.elements.words.focus();
}

async function flush() {
  if (isSending) return;
  isSending = true;
  try {
    while (waiting.length) {
      await send(waiting[0]);
      waiting.shift();
      keep();
      tell("Written down.");
    }
  } catch (problem) {
    if (problem instanceof Refused) giveBack(problem.words);
    else tell(problem.message);
    keep();
  } finally {
    isSending = false;
  }
}

function put(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("lines");
  if (!fresh) return;
  form.elements.csrfmiddlewaretoken.value = fresh.dataset.token;
  lines.dataset.last = fresh.dataset.last;
  lines.replaceChildren(...fresh.childNodes);
  const { action_decision: choice } = form.elements;
  const chosen = choice.value;
  const decided = [...lines.querySelectorAll("[data-decision]")];
  choice.replaceChildren(choice.options[0], ...decided.map((one) => new Option(one.textContent, one.dataset.decision)));
  choice.value = decided.some((one) => one.dataset.decision === chosen) ? chosen : "";
}

async function look() {
  if (isLooking) return;
  isLooking = true;
  try {
    const answer = await ask(`${form.dataset.lines}?after=${lines.dataset.last}`);
    if (answer.status === 200) put(await answer.text());
    if ([LOST, SIGNED_OUT].includes(said.textContent)) tell("Connected again.");
  } catch (problem) {
    tell(problem instanceof Refused ? CLOSED : problem.message);
  } finally {
    isLooking = false;
  }
}

async function meet() {
  await flush();
  await look();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!form.elements.words.value.trim()) {
    show(["Write what is said or settled"]);
    form.elements.words.focus();
    return;
  }
  const entry = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  show([]);
  waiting.push(entry);
  keep();
  clear();
  form.elements.words.focus();
  meet();
});
form.addEventListener("change", showKind);
window.addEventListener("online", meet);
window.addEventListener("beforeunload", (event) => { if (waiting.length) event.preventDefault(); });
tell("Lines that others write come by themselves.");
keep();
showKind();
setInterval(meet, EVERY_MS);
