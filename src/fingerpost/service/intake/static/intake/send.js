// Send a large file in parts, so that a broken line does not begin it again. Without this file, or if
// anything here fails before the first part, the form is sent whole as it stands.
const form = document.getElementById("send");
const input = form?.querySelector("input[type=file]");
const button = form?.querySelector("button");
const sending = document.getElementById("sending");
const progress = document.getElementById("progress");
const said = document.getElementById("said");
const PATIENCE = [1, 2, 5, 10, 20, 30]; // seconds between tries

const token = () => form.querySelector("input[name=csrfmiddlewaretoken]").value;
const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const tell = (words) => { said.textContent = words; };

class Refused extends Error {}

async function ask(url, options = {}) {
  for (let tries = 0; ; tries += 1) {
    let answer = null;
    try {
      answer = await fetch(url, { ...options, redirect: "error", headers: { "X-CSRFToken": token(), ...options.headers } });
    } catch {
      answer = null; // the line is broken: try again
    }
    if (answer?.ok) return answer.json();
    const isOver = answer && answer.status < 500 && answer.status !== 408;
    if (isOver) {
      const problem = await answer.json().catch(() => ({}));
      if (answer.status === 400 && Number.isInteger(problem.received)) return problem;
      throw new Refused(problem.error ?? "You are not signed in any more, or may not send files. Sign in and try again.");
    }
    if (tries >= PATIENCE.length) throw new Refused("The connection is lost. Choose the same file again, and it goes on from where it was.");
    tell(`The connection is lost. Trying again in ${PATIENCE[tries]} seconds.`);
    await wait(PATIENCE[tries]);
  }
}

async function begin(file, mark) {
  const before = sessionStorage.getItem(mark);
  if (before) {
    const found = await ask(`${form.dataset.files}${before}/part`).catch(() => null);
    if (found?.status === "receiving" && found.size === file.size) return found;
  }
  const body = new FormData(form);
  body.delete("file");
  body.set("name", file.name);
  body.set("size", file.size);
  const begun = await ask(form.dataset.begin, { method: "POST", body });
  sessionStorage.setItem(mark, begun.number);
  return begun;
}

async function send(file) {
  if (file.size > Number(form.dataset.maxBytes)) throw new Refused("The file is larger than 500 MB. Split it by month or by area.");
  const mark = `fingerpost-${file.name}-${file.size}-${file.lastModified}`;
  const upload = await begin(file, mark);
  const here = `${form.dataset.files}${upload.number}`;
  let { received } = upload;
  while (received < file.size) {
    const part = file.slice(received, received + Number(form.dataset.partBytes));
    const answer = await ask(`${here}/part?offset=${received}`, { method: "PUT", body: part, headers: { "Content-Type": "application/octet-stream" } });
    received = answer.received;
    progress.value = (100 * received) / file.size;
    tell(`${Math.floor(progress.value)}% of ${(file.size / 1048576).toFixed(1)} MB is sent.`);
  }
  const { url } = await ask(`${here}/complete`, { method: "POST" });
  sessionStorage.removeItem(mark);
  window.location.assign(url);
}

form?.addEventListener("submit", (event) => {
  const file = input.files?.[0];
  if (!file || file.size === 0) return; // the page itself says what is wrong
  event.preventDefault();
  button.disabled = true;
  sending.hidden = false;
  progress.value = 0;
  tell("Beginning.");
  send(file).catch((problem) => {
    button.disabled = false;
    tell(problem instanceof Refused ? problem.message : "The file could not be sent. Try again.");
  });
});
