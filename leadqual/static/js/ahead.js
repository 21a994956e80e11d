// The queue without a connection: some next cards are kept here, so that one can go on. What is
// pressed waits (waiting.js), and its undo takes back what waits before what the server has.
import {
  flush, forget, isLost, keep, newPress, show, startSending, stopSending, waitingNow,
} from "./waiting.js";

const FIRST = 1000; // Milliseconds; the page that was just opened comes first.
const EVERY = 20000; // Three times in the minute that a card is held.
const judged = new Set(); // Companies of presses in this page.
const given = new Map(); // Press → its card, until the server has it.
let spares = [];

const main = () => document.getElementById("main");
const verdictForm = () => document.querySelector("form[data-waits]");

function isVerdict(detail) {
  return Boolean(detail.requestConfig?.elt.matches("form[data-waits]"));
}

function itemOf(form, sent) {
  return {
    request_id: sent.get("request_id"), arrive: main().dataset.arrive, company: form.dataset.company,
    name: form.dataset.name, verdict: sent.get("verdict"), reasons: sent.getAll("reason"),
  };
}

function cardNow() {
  const company = verdictForm()?.dataset.company;
  if (!company) return null;
  const html = (id) => document.getElementById(id)?.outerHTML ?? "";
  return { company, card: html("card"), why: html("why"), verdict: html("verdict") };
}

function put({ card, why, verdict }) {
  const old = document.getElementById("card");
  document.getElementById("why")?.remove();
  old.insertAdjacentHTML("afterend", why);
  old.outerHTML = card;
  document.getElementById("verdict").outerHTML = verdict;
  for (const id of ["card", "why", "verdict"]) {
    const part = document.getElementById(id);
    if (part) window.htmx.process(part);
  }
  const press = document.querySelector("form[data-waits] [name=request_id]");
  if (press) press.value = newPress();
}

function putNone() {
  const none = document.getElementById("no-card").innerHTML;
  put({ card: none, why: "", verdict: '<section class="verdict" id="verdict" aria-label="Verdict" hidden></section>' });
}

function goOn() {
  spares = spares.filter(({ company }) => !judged.has(String(company)));
  const spare = spares.shift();
  if (spare) put(spare);
  else putNone();
  document.querySelector("#undo-last button").disabled = false;
  document.getElementById("toasts").replaceChildren(); // Their undo cannot be pressed now.
  show();
  document.dispatchEvent(new Event("leadqual:card"));
}

function takeBack(item) {
  keep({ ...item, undone: true });
  judged.delete(String(item.company));
  const card = given.get(item.request_id);
  const shown = cardNow();
  if (card && shown) spares.unshift(shown);
  if (card) put(card);
  show();
  flush();
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt: form, formData } = event.detail.requestConfig;
  if (form.id === "undo-last") {
    const last = waitingNow().filter((one) => !one.undone).at(-1);
    if (!last) return;
    event.preventDefault();
    takeBack(last);
  }
  if (!isVerdict(event.detail)) return;
  const hasOthers = waitingNow().length > 0;
  const item = itemOf(form, formData);
  judged.add(String(item.company));
  if (!keep(item)) return;
  given.set(item.request_id, cardNow());
  if (!hasOthers) {
    startSending(item.request_id);
    return;
  }
  event.preventDefault(); // Those before it go first.
  goOn();
  flush();
});

// Answers that are not those of the verdict, such as the page to sign in, replace no card.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (isVerdict(detail) && isLost(detail)) detail.shouldSwap = false;
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!isVerdict(detail)) return;
  const press = detail.requestConfig.formData.get("request_id");
  if (!isLost(detail)) {
    forget(press);
    given.delete(press);
    return;
  }
  stopSending(press);
  goOn();
  setTimeout(flush, FIRST);
});

// Not "nothing was saved": it waits. Capturing, before others hear of it.
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (isVerdict(event.detail) && isLost(event.detail)) event.stopPropagation();
  }, { capture: true });
}

// Everything has arrived: the page shows what the server knows, with the same card where it can.
document.addEventListener("leadqual:arrived", async () => {
  given.clear();
  const lease = verdictForm()?.action.replace(/verdict\/$/, "lease/");
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  if (lease) await fetch(lease, { method: "POST", headers }).catch(() => null);
  if (waitingNow().length || document.querySelector("form[data-waits].htmx-request")) return;
  window.htmx.ajax("GET", location.pathname, { target: "#main" });
});

async function fetchAhead() {
  if (document.hidden || waitingNow().length || !verdictForm()) return;
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  try {
    const answer = await fetch(main().dataset.ahead, { method: "POST", headers, redirect: "manual" });
    if (answer.ok) spares = (await answer.json()).cards;
  } catch {
    return; // Those of before stay.
  }
}

setTimeout(fetchAhead, FIRST);
setInterval(fetchAhead, EVERY);
