// The queue without a connection: some next cards are kept here, so that one can go on. What is
// pressed waits (offline-verdicts.js). Undo names the press that it means, so that it takes back this one
// wherever it is now: still here, or arrived a moment ago.
import {
  afresh, flush, forget, found, hasBefore, headersNow, isLost, keep, newPress, show, startSending, stopSending,
  waitingFor,
} from "./offline-verdicts.js";

const FIRST = 1000; // Milliseconds; the page that was just opened comes first.
const EVERY = 20000; // Three times in the minute that a card is held.
const TICK = 2000;
const SLEPT = 15000; // So long without a tick: the computer was closed.
const judged = new Set(); // Companies of presses in this page.
const given = new Map(); // Press → its card, until the server has it.
let spares = [];
let goodUntil = 0; // Others may have the spares then.
let undos = []; // What undo has named since the server named something, the last at the end.
let ticked = Date.now();

const main = () => document.getElementById("main");
const verdictForm = () => document.querySelector("form[data-waits]");
const waitingHere = () => waitingFor(main().dataset.arrive);

function isVerdict(detail) {
  return Boolean(detail.requestConfig?.elt.matches("form[data-waits]"));
}

function itemOf(form, sent) {
  return {
    request_id: sent.get("request_id"), arrive: main().dataset.arrive,
    campaign: main().dataset.campaign, company: form.dataset.company, name: form.dataset.name,
    verdict: sent.get("verdict"), reasons: sent.getAll("reason"),
  };
}

function nameUndo() {
  const form = document.getElementById("undo-last");
  const { press, label } = undos.at(-1);
  form.elements.press.value = press;
  const button = form.querySelector("button");
  button.setAttribute("aria-label", label);
  button.disabled = !press;
}

function nameNoMore(presses) {
  undos = undos.filter(({ press }) => !presses.includes(press));
  if (!undos.length) undos = [{ press: "", label: "Undo the last verdict" }];
  nameUndo();
}

function undoOf(item) {
  return { press: item.request_id, label: `Undo ${item.verdict} of ${item.name}` };
}

// What the server names, and behind it what still waits from before.
function readUndo() {
  const form = document.getElementById("undo-last");
  const waiting = waitingHere().filter((one) => !one.undone);
  const label = form.querySelector("button").getAttribute("aria-label");
  undos = [{ press: form.elements.press.value, label }, ...waiting.map(undoOf)];
  nameUndo();
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

function goOn(item) {
  undos.push(undoOf(item));
  nameUndo();
  if (Date.now() > goodUntil) spares = [];
  spares = spares.filter(({ company }) => !judged.has(String(company)));
  const spare = spares.shift();
  if (spare) put(spare);
  else {
    putNone();
    fetchAhead(); // The line may be there: what waits is then for this company alone.
  }
  document.getElementById("toasts").replaceChildren(); // Their undo cannot be pressed now.
  show();
  document.dispatchEvent(new Event("leadqual:card"));
}

function takeBack(item) {
  keep({ ...afresh(item), undone: true });
  nameNoMore([item.request_id]);
  judged.delete(String(item.company));
  const card = given.get(item.request_id);
  const shown = cardNow();
  if (card && shown) spares.unshift(shown);
  if (card) put(card);
  show();
  document.dispatchEvent(new CustomEvent("leadqual:card", { detail: { isUndo: true } }));
  flush();
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt: form, formData } = event.detail.requestConfig;
  if (form.id === "undo-last") {
    const meant = found(formData.get("press"));
    if (!meant) return;
    event.preventDefault();
    takeBack(meant);
  }
  if (!isVerdict(event.detail)) return;
  const item = itemOf(form, formData);
  const hasOthers = hasBefore(item);
  judged.add(String(item.company));
  if (!keep(item)) return;
  given.set(item.request_id, cardNow());
  if (!hasOthers) {
    startSending(item.request_id);
    return;
  }
  event.preventDefault(); // Those before it go first.
  goOn(item);
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
  goOn(found(press));
  setTimeout(flush, FIRST);
});

// Not "nothing was saved": it waits. Capturing, before others hear of it.
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (isVerdict(event.detail) && isLost(event.detail)) event.stopPropagation();
  }, { capture: true });
}

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id === "main") readUndo();
});

// What was set aside was discarded: nothing is left of it to undo.
document.addEventListener("leadqual:discarded", ({ detail }) => nameNoMore(detail));

// Everything has arrived: the page shows what the server knows, with the same card where it can.
document.addEventListener("leadqual:arrived", async () => {
  if (waitingHere().length) return;
  given.clear();
  const lease = verdictForm()?.action.replace(/verdict\/$/, "lease/");
  if (lease) await fetch(lease, { method: "POST", headers: headersNow() }).catch(() => null);
  if (waitingHere().length || document.querySelector("form.htmx-request")) return;
  window.htmx.ajax("GET", location.pathname, { target: "#main" });
});

async function fetchAhead() {
  const isWithout = document.querySelector("#card[data-without]");
  if (document.hidden || waitingHere().length || !(verdictForm() || isWithout)) return;
  const { ahead } = main().dataset;
  try {
    const answer = await fetch(ahead, { method: "POST", headers: headersNow(), redirect: "manual" });
    if (!answer.ok) return;
    const { cards, seconds } = await answer.json();
    spares = cards;
    goodUntil = Date.now() + seconds * 1000;
    if (!isWithout?.isConnected || !cards.length) return;
    put(spares.shift());
    document.dispatchEvent(new Event("leadqual:card"));
  } catch {
    return; // Those of before stay.
  }
}

// Back after a while: is the card still this person's? The answer leads to another where it is not.
function ask() {
  const lock = document.querySelector("#card [hx-post]");
  if (lock && !document.hidden) window.htmx.trigger(lock, "leadqual:back");
}

function tick() {
  if (Date.now() - ticked > SLEPT) ask();
  ticked = Date.now();
}

readUndo();
setTimeout(fetchAhead, FIRST);
setInterval(fetchAhead, EVERY);
setInterval(tick, TICK);
document.addEventListener("visibilitychange", ask);
addEventListener("online", ask);
