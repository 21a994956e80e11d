// The queue at the speed of the hand. The next cards are here as parsed parts of the page: a key
// writes the verdict down (outbox.js), puts the next card on screen in the same moment, and the
// verdict is sent behind it. The answer orders the cards ahead anew, never the one on screen.
import {
  afresh, count, flush, isOwnKey, keep, newPress, readItem, tellScreen, waitingFor,
} from "./outbox.js";
import { countAnswer, countPress, showNumbers, startNumbers } from "./numbers.js";

const LOW = 6; // Cards; with fewer, more are asked for.
const EVERY = 20000; // Milliseconds; three times in the minute that a card is held.
const TICK = 2000;
const SLEPT = 15000; // So long without a tick: the computer was closed.
const IDLE = 2000; // Whoever pressed within this time keeps the card on screen, whoever has it.
const MIN_SEEN = 250; // Milliseconds that a card was on screen before a second click is about it.
const MAX_GIVEN = 60; // Judged cards that undo brings back at once.
const SAID = { like: "Liked", dislike: "Disliked", skip: "Skipped" };

const judged = new Set(); // Companies of presses in this browser that are not undone.
const given = new Map(); // Press → its card.
const painted = new MessageChannel();
let stock = []; // Cards ahead: { company, name, card, why }.
let ahead = null; // The next of them, styled and laid out, but unseen.
let behind = null; // The one before, unseen as well, until the card on screen is painted.
let goodUntil = Infinity; // Others may have the cards ahead then.
let undos = []; // The person's presses that stand, the last at the end.
let redos = []; // Those that were undone since the last press, the next at the end.
let last = null; // What `.` repeats.
let wanted = null; // A press that was undone, whose card comes from the server.
let isPainted = true;
let later = []; // What can wait until the card is painted.
let paintedAt = 0;
let pressedAt = 0;
let ticked = Date.now();

const whenIdle = window.requestIdleCallback ?? ((act) => setTimeout(act, 1));
const byId = (id) => document.getElementById(id);
const main = () => byId("main");
const form = () => document.querySelector("form[data-waits]");
const address = () => main().dataset.sync;
const shown = () => Number(form()?.dataset.company) || null;

// Whether a press is about the card on screen: it was painted before the key, button or finger came
// down, and no other is on its way.
function isReady() {
  return isPainted && !wanted && pressedAt >= paintedAt;
}

function showBusy() {
  main().setAttribute("aria-busy", String(!isPainted || Boolean(wanted)));
}

painted.port1.onmessage = () => {
  paintedAt = performance.now();
  isPainted = true;
  showBusy();
  const waiting = later;
  later = [];
  for (const act of waiting) act();
  flush({ cards: stock.length < LOW });
  whenIdle(prepare);
};

// The message comes when the frame that follows has been painted.
function awaitPaint() {
  isPainted = false;
  showBusy();
  const isSeen = !document.hidden;
  if (isSeen) requestAnimationFrame(() => painted.port2.postMessage(0));
  else painted.port2.postMessage(0);
}

function partOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return document.adoptNode(template.content).firstElementChild;
}

function cardOf({ company, name, is_likely: isLikely, card, why }) {
  return { company, name, isLikely, html: { card, why } };
}

// Parses a card where that has not been done yet.
function parse(card) {
  if (card.html) Object.assign(card, { card: partOf(card.html.card), why: partOf(card.html.why), html: null });
  return card;
}

// One card at a time, while nothing is pressed.
function parseAhead() {
  const next = stock.find((card) => card.html);
  if (!next) {
    prepare();
    return;
  }
  whenIdle(() => {
    parse(next);
    parseAhead();
  });
}

// The card on screen; its parts are taken along when another is put in their place.
function current() {
  const company = shown();
  const { name, likely } = form()?.dataset ?? {};
  return company && { company, name, isLikely: Boolean(likely), card: byId("card"), why: byId("why") };
}

function aim({ company, name, isLikely }) {
  const bar = form();
  bar.dataset.company = company || "";
  bar.dataset.name = name;
  bar.dataset.likely = isLikely ? "1" : "";
  bar.action = bar.action.replace(/companies\/\d+\//, `companies/${company || 0}/`);
  bar.reset();
  bar.elements.request_id.value = newPress();
  byId("verdict").hidden = !company;
}

function partsOf({ card, why }) {
  return [card, why].filter(Boolean);
}

// The next card is in the page before it is shown, so that a press only has to turn it up. Names of
// its parts are those of the card on screen: it has none until then.
function prepare() {
  const next = shown() && isPainted ? stock[placeOfNext()] : null;
  if (ahead?.of === next || judged.has(next?.company)) return;
  putAway();
  if (!next) return;
  ahead = { of: next, ...unnamed(partsOf(parse(next))) };
  mark(ahead.parts, "laid-out");
  main().append(...ahead.parts);
  for (const part of ahead.parts) part.getBoundingClientRect(); // Lays it out, now that there is time.
  skip(ahead.parts);
}

function unnamed(parts) {
  const named = parts.flatMap((part) => [part, ...part.querySelectorAll("[id]")]).filter(({ id }) => id);
  const names = named.map((element) => [element, element.id]);
  for (const element of named) element.removeAttribute("id");
  return { parts, names };
}

// Nothing that is in these parts is seen, used or styled anew; they stay laid out.
function skip(parts) {
  mark(parts, "skipped");
}

// The part itself would still be a landmark of its own to a screen reader.
function mark(parts, unseen) {
  for (const part of parts) {
    part.dataset.unseen = unseen;
    part.ariaHidden = "true";
  }
}

function turnUp({ parts, names }) {
  for (const part of parts) {
    delete part.dataset.unseen;
    part.ariaHidden = null;
  }
  for (const [element, id] of names) element.id = id;
}

function reveal() {
  if (ahead) turnUp(ahead);
  ahead = null;
}

function putAway() {
  for (const part of ahead?.parts ?? []) part.remove();
  reveal();
}

// Taking many elements out of the page takes longer than the card may: it is done once that is painted.
function clearBehind() {
  for (const part of behind?.parts ?? []) part.remove();
  if (behind) turnUp(behind);
  behind = null;
}

// Reads nothing of the page after the exchange: the page is laid out once, in the frame that follows.
function put(next) {
  clearBehind();
  parse(next);
  const isScrolled = window.scrollY > 0;
  const parts = partsOf(next);
  const old = [byId("card"), byId("why")].filter((part) => part && !parts.includes(part));
  if (ahead?.of !== next) {
    putAway();
    main().append(...parts);
  }
  behind = unnamed(old);
  skip(old);
  later.push(clearBehind);
  reveal();
  aim(next);
  if (isScrolled) window.scrollTo(0, 0);
  awaitPaint();
  document.dispatchEvent(new Event("leadqual:card"));
}

function putPart(id) {
  const card = byId(id).content.cloneNode(true).firstElementChild;
  put({ company: null, name: "", card, why: null });
}

// Without a connection and with no card left: what waits, and how it goes on.
function putEnd() {
  const n = waitingFor(address()).filter((item) => !item.undone).length;
  putPart("no-card");
  if (!n) return;
  const they = n > 1 ? "They sync" : "It syncs";
  byId("card").querySelector("p").textContent = `${count(n)} saved in this browser. ${they},`
    + " and the next card appears, when you’re back online.";
}

// Redo goes on with the card that it is about.
function placeOfNext() {
  const wish = redos.at(-1)?.company;
  return Math.max(stock.findIndex(({ company }) => company === wish), 0);
}

function putNext() {
  if (Date.now() > goodUntil) stock = [];
  stock = stock.filter(({ company }) => !judged.has(company));
  const [next] = stock.splice(placeOfNext(), 1);
  if (next) put(next);
  else if (navigator.onLine) putPart("loading-card");
  else putEnd();
}

function nextRedo() {
  const next = redos.at(-1);
  return next?.company === shown() ? next : null;
}

// Undo, redo and repeat can be pressed at once; what they are about is said once the card is painted.
function showActions() {
  enable(byId("undo-last").querySelector("button"), undos.length);
  enable(byId("redo"), nextRedo());
  enable(byId("repeat"), last && shown());
  if (isPainted) nameActions();
  else if (!later.includes(nameActions)) later.push(nameActions);
}

function enable(button, isUsable) {
  if (button.disabled === Boolean(isUsable)) button.disabled = !isUsable;
}

function nameActions() {
  const undo = byId("undo-last");
  const top = undos.at(-1);
  undo.elements.press.value = top?.request_id ?? "";
  name(undo.querySelector("button"), "Undo", top, "the last verdict");
  name(byId("redo"), "Redo", nextRedo(), "the undone verdict");
  const repeat = byId("repeat");
  repeat.setAttribute("aria-label", last ? `Repeat ${wordsOf(last)}` : "Repeat the last verdict");
  repeat.title = last ? `Repeat ${wordsOf(last)}` : "";
}

function name(button, verb, item, otherwise) {
  const what = item?.other ? `: ${item.name}` : ` ${item ? `${namedOf(item)} of ${item.name}` : otherwise}`;
  button.setAttribute("aria-label", `${verb}${what}`);
}

function reasonInput(key) {
  return form()?.querySelector(`[name=reason][value="${Number(key)}"]`);
}

function textsOf(reasons) {
  return reasons.map((key) => reasonInput(key)?.closest("label").dataset.text).filter(Boolean);
}

function wordsOf({ verdict, weight, reasons }) {
  return [namedOf({ verdict, weight }), ...textsOf(reasons)].join(", ");
}

// What can be pressed next about it: undo, after an undo the redo, or neither.
function say(words, action = "undo") {
  if (!isPainted) {
    later.push(() => say(words, action));
    return;
  }
  const toast = byId("verdict-toast").content.cloneNode(true);
  toast.querySelector("span").textContent = words;
  for (const other of ["undo", "redo"]) if (other !== action) toast.querySelector(`[data-${other}]`).remove();
  for (const old of document.querySelectorAll("#toasts .toast:not(#goal-reached)")) old.remove();
  byId("toasts").append(toast);
}

function tell() {
  if (isPainted) showNumbers();
  else if (!later.includes(showNumbers)) later.push(showNumbers);
}

function record({ verdict, weight, reasons }, isRedo = false) {
  const card = current();
  const item = {
    request_id: form().elements.request_id.value, address: address(), campaign: main().dataset.campaign,
    company: card.company, name: card.name, verdict, weight, reasons, likely: card.isLikely,
  };
  keep(item);
  countPress(item);
  judged.add(card.company);
  given.set(item.request_id, card);
  if (given.size > MAX_GIVEN) given.delete(given.keys().next().value);
  undos.push(item);
  if (!isRedo) redos = [];
  last = { verdict, weight, reasons };
  keepLast();
  putNext();
  showActions();
  tell();
  return item;
}

function judge(button) {
  const reasons = [...form().querySelectorAll("[name=reason]:checked")];
  const verdict = button.dataset.verdict;
  const own = reasons.filter((input) => input.dataset.verdict === verdict);
  const others = reasons.filter((input) => !own.includes(input));
  const card = current();
  const weight = Number(button.dataset.weight);
  const item = { verdict, weight, reasons: own.map(({ value }) => Number(value)) };
  record(item);
  say(`${doneTo(card.name, item)}${leftOut(others)}`);
}

function doneTo(name, { verdict, weight, reasons }) {
  const why = textsOf(reasons).join(", ");
  return `${saidOf({ verdict, weight })} ${name}${why ? `: ${why}` : ""}`;
}

function saidOf({ verdict, weight }) {
  return weight > 1 ? `Strongly ${verdict}d` : SAID[verdict];
}

function namedOf({ verdict, weight }) {
  return weight > 1 ? `strong ${verdict}` : verdict;
}

function leftOut(inputs) {
  if (!inputs.length) return "";
  const kinds = [...new Set(inputs.map((input) => input.dataset.verdict))].sort();
  const named = inputs.map((input) => `“${input.closest("label").dataset.text}”`).join(", ");
  const [were, apply] = inputs.length > 1 ? ["were", "they apply"] : ["was", "it applies"];
  return `. ${named} ${were} not saved: ${apply} only to a ${kinds.join(" or a ")}`;
}

// About the last press, whatever is on screen, also while the card of another undo is under way.
function undo() {
  if (undos.at(-1)?.other && !navigator.onLine) {
    sayOffline();
    return;
  }
  const item = undos.pop();
  if (!item) return;
  if (item.other) {
    Promise.resolve(flush()).finally(() => byId("undo-last").submit()); // No verdict: the server undoes it.
    return;
  }
  keep({ ...afresh(item), undone: true });
  countPress({ ...item, undone: true });
  redos.push(item);
  judged.delete(item.company);
  tell();
  const card = given.get(item.request_id);
  given.delete(item.request_id);
  if (card) comeBack(card);
  else if (item.step || !navigator.onLine) flush({ cards: true });
  else {
    wanted = item;
    showBusy();
    flush({ cards: true });
  }
  showActions();
  say(`Undone: ${namedOf(item)} of ${item.name}`, item.step ? "nothing" : "redo"); // A step has no card.
}

function comeBack(card) {
  const now = current();
  if (now && now.company !== card.company) stock.unshift(now);
  stock = stock.filter(({ company }) => company !== card.company);
  put(card);
}

function redo() {
  const item = redos.at(-1);
  if (!item || item.company !== shown()) return;
  redos.pop();
  record({ verdict: item.verdict, weight: item.weight, reasons: item.reasons }, true);
  say(doneTo(item.name, item));
}

function repeat() {
  if (!last) return;
  const { verdict, weight, reasons } = last;
  const card = current();
  const item = { verdict, weight, reasons: reasons.filter(reasonInput) };
  record(item);
  say(doneTo(card.name, item));
}

// A tick that contradicts another takes its place, and says so.
function compareReasons(input) {
  if (!input.checked) return;
  const { verdict, factor, direction } = input.dataset;
  const isOpposite = (other) => other.dataset.verdict !== verdict
    || (factor && other.dataset.factor === factor && Number(direction) * Number(other.dataset.direction) < 0);
  const opposites = [...form().querySelectorAll("[name=reason]:checked")].filter(isOpposite);
  for (const other of opposites) other.checked = false;
  const named = opposites.map((other) => `“${other.closest("label").dataset.text}”`).join(", ");
  const words = `“${input.closest("label").dataset.text}” contradicts ${named}, which was cleared.`;
  byId("contradiction").textContent = opposites.length ? words : "";
}

// What `.` repeats is the same on the page that is loaded again, also after an undo.
function nameOfLast() {
  return `leadqual.last.${document.body.dataset.person}.${address()}`;
}

function keepLast() {
  try {
    sessionStorage.setItem(nameOfLast(), JSON.stringify(last));
  } catch {
    // It is the last verdict that stands then.
  }
}

// What the server named when the page was made, and what was pressed since and waits.
function readPage() {
  putAway();
  clearBehind();
  const { campaign } = main().dataset;
  const named = readItem(byId("undo-data")?.textContent ?? "") ?? [];
  const stored = named.map((one) => ({ ...one, address: address(), campaign })); // Also what is no verdict.
  const waiting = waitingFor(address());
  const takenBack = new Set(waiting.filter((one) => one.undone).map((one) => one.request_id));
  const known = new Set(stored.map((one) => one.request_id));
  const pressed = waiting.filter((one) => !one.undone && !known.has(one.request_id));
  undos = [...stored.filter((one) => !takenBack.has(one.request_id)), ...pressed];
  redos = [];
  const before = undos.filter((one) => !one.other).at(-1);
  last = readItem(sessionStorage.getItem(nameOfLast())) ?? (before && {
    verdict: before.verdict, weight: before.weight ?? 1, reasons: before.reasons ?? [],
  });
  for (const one of waiting) if (!one.undone) judged.add(Number(one.company));
  startNumbers(readItem(byId("queue-numbers")?.textContent ?? ""), stored, waiting);
  if (form()) form().elements.request_id.value = newPress();
  if (shown() && judged.has(shown())) putPart("loading-card");
  showBusy();
  showActions();
  tell();
}

function order(answer) {
  const { screen } = answer;
  const here = new Map([...stock, ...answer.cards.map(cardOf)].map((card) => [card.company, card]));
  const asked = new Set(screen.held);
  const since = stock.filter(({ company }) => !asked.has(company)); // Came back by undo meanwhile.
  const isOpen = (card) => card && !judged.has(card.company) && card.company !== shown();
  const ordered = answer.order.map((company) => here.get(company)).filter(isOpen);
  stock = [...new Set([...since, ...ordered])];
  goodUntil = Date.now() + answer.seconds * 1000;
  parseAhead();
}

function isLost(answer) {
  const isIdle = performance.now() - pressedAt > IDLE;
  const isSame = answer.screen.shown !== null && answer.screen.shown === shown();
  return !answer.is_shown_yours && isSame && isIdle && !wanted;
}

document.addEventListener("leadqual:synced", ({ detail: answer }) => {
  if (!answer.order) return;
  order(answer);
  countAnswer(answer);
  tell();
  if (wanted) {
    if (!answer.screen.needs || answer.screen.shown !== wanted.company) return; // Of the time before.
    wanted = null;
    if (answer.shown_card) comeBack(cardOf(answer.shown_card));
    showBusy();
  } else if (isLost(answer)) {
    const { name: lost } = form().dataset;
    putNext();
    say(`A colleague has ${lost} now. This is another card.`, "nothing");
  } else if (!shown() && stock.length) putNext();
  else if (!shown() && answer.nothing) {
    put({ company: null, name: "", card: partOf(answer.nothing), why: null });
    window.htmx.process(byId("card"));
  }
  showActions();
});

document.addEventListener("leadqual:unsent", () => {
  wanted = null;
  if (byId("card").matches(".skeleton")) putEnd();
  showBusy();
});

// What was set aside was discarded: nothing is left of it to undo.
document.addEventListener("leadqual:discarded", ({ detail }) => {
  undos = undos.filter(({ request_id: press }) => !detail.includes(press));
  showActions();
  tell();
});

// Another page of this person judged a card: it is none here any more.
addEventListener("storage", ({ key, newValue }) => {
  const item = isOwnKey(key) && newValue ? readItem(newValue) : null;
  if (!item || item.address !== address()) return;
  const company = Number(item.company);
  if (item.undone) judged.delete(company);
  else judged.add(company);
  countPress(item);
  if (item.undone) undos = undos.filter(({ request_id: press }) => press !== item.request_id);
  stock = stock.filter((card) => card.company !== company || item.undone);
  if (!item.undone && shown() === company) putNext();
  showActions();
  tell();
});

for (const kind of ["keydown", "pointerdown", "click"]) {
  addEventListener(kind, (event) => {
    const isOfPointer = kind === "click" && (event.detail || !event.isTrusted); // It came down before.
    if (!isOfPointer) pressedAt = event.timeStamp;
  }, { capture: true, passive: true });
}

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (target.id !== "undo-last" && !target.matches("[data-waits]")) return;
  event.preventDefault();
  if (target.id === "undo-last") undo();
  else if (isReady() && shown() && submitter?.dataset.verdict) judge(submitter);
});

document.addEventListener("click", (event) => {
  const { target } = event;
  if (event.detail > 1 && pressedAt - paintedAt < MIN_SEEN && target.closest("#verdict button")) {
    event.preventDefault(); // The second click of a double click is about the card of the first.
    return;
  }
  const isAsked = isReady();
  if (target.closest("#redo, [data-redo]") && isAsked) redo();
  else if (target.closest("#repeat") && isAsked && shown()) repeat();
  else if (target.closest("[data-undo]")) undo();
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("form[data-waits] [name=reason]")) compareReasons(target);
});

// Leaving the queue is delayed until sent verdicts are confirmed, but not for long.
const MAX_WAIT = 1500;
function leaveLater(event, leave) {
  if (!waitingFor(address()).length) return;
  event.preventDefault();
  const isOver = new Promise((done) => { setTimeout(done, MAX_WAIT); });
  Promise.race([flush(), isOver]).then(leave);
}

document.addEventListener("submit", (event) => {
  const { target } = event;
  if (target.matches("[data-last]")) leaveLater(event, () => target.submit());
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-last]");
  const isHere = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (link && isHere) leaveLater(event, () => location.assign(link.href));
});

function sayOffline() {
  say("You’re offline. Nothing was changed; try again once you reconnect.", "nothing");
}

// Another page cannot come without a connection: this one stays.
function stayOffline(event) {
  if (navigator.onLine || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { target } = event;
  const link = event.type === "click" ? target.closest("a[href]:not([href^='#'], [target])") : null;
  const isSent = event.type === "submit" && !target.matches("[data-waits], #undo-last");
  if (!link && !isSent) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  sayOffline();
}

for (const kind of ["submit", "click"]) document.addEventListener(kind, stayOffline, { capture: true });

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id === "main") readPage();
});

function ask() {
  if (!document.hidden) flush({ cards: true });
}

function tick() {
  if (Date.now() - ticked > SLEPT) ask();
  ticked = Date.now();
}

tellScreen(() => ({
  address: address(), shown: wanted?.company ?? shown(), held: stock.map(({ company }) => company),
  needs: Boolean(wanted), filters: main().dataset.among,
}));
readPage();
flush({ cards: true });
setInterval(ask, EVERY);
setInterval(tick, TICK);
document.addEventListener("visibilitychange", ask);
addEventListener("online", ask);
