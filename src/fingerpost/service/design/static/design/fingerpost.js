// Every page works without this. It only brings GOV.UK Frontend's components to life.
import { initAll } from "../govuk-frontend/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// The chair's clock: how many minutes of an item are used, told by the server and kept going here.
for (const clock of document.querySelectorAll("[data-fp-since]")) {
  const since = new Date(clock.dataset.fpSince);
  const tick = () => {
    clock.textContent = Math.floor((Date.now() - since) / 60000);
  };
  setInterval(tick, 10000);
}
