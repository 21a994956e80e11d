// Every key of a page comes from its own aria-keyshortcuts: what a reader hears is what works.
// "X ArrowLeft" is two keys for one action; "G P" style sequences are not used.
import { isLost } from "../queue/offline-verdicts.js";

const KEY_HOLDERS = "[aria-keyshortcuts]";

function isTyping(target) {
  return target.closest("textarea, select, [contenteditable], dialog[open], [role=tree]")
    || target.matches("input:not([type=checkbox], [type=radio], [type=range])");
}

function isUsable(holder) {
  return !holder.disabled
    && holder.getAttribute("aria-disabled") !== "true"
    && holder.checkVisibility({ visibilityProperty: true });
}

function holderOf(key, isAny = false) {
  const wanted = key.toLowerCase();
  return [...document.querySelectorAll(KEY_HOLDERS)].find((holder) => {
    const keys = holder.getAttribute("aria-keyshortcuts").toLowerCase().split(" ");
    return keys.includes(wanted) && (isAny || isUsable(holder));
  });
}

// htmx takes a card over some moments after it has come; a form that it does not know yet would leave
// the page, which is lost then without a connection.
function press(holder) {
  window.htmx.process(holder.form ?? holder);
  if (holder.matches("input:not([type=checkbox], [type=radio]), textarea, select")) holder.focus();
  else holder.click();
}

// A press is about what is on screen. From a press until the next card has been on screen for a
// moment, further presses are ignored: they would judge a card that nobody has seen.
const MIN_SEEN = 150; // Milliseconds; two presses of one hand movement are closer, a decision is slower.
let nSending = 0;
let nHolds = 0;
let isHeld = false;
let isHeldByUndo = false;
let isUndoWanted = false; // Undo pressed too early: pressed again once it names that verdict.

function isCardAnswer({ target, requestConfig }) {
  // In the queue also the card that is loaded again after a reconnect.
  return target?.id === "main" && (requestConfig?.verb === "post" || target.dataset.ahead);
}

function isCardForm(form) {
  return form?.matches("[hx-post]") && form.getAttribute("hx-target") === "#main";
}

function showHeld() {
  document.getElementById("main")?.setAttribute("aria-busy", String(isHeld));
}

function hold(isUndo) {
  nHolds += 1;
  isHeld = true;
  isHeldByUndo = isUndo;
  showHeld();
}

function release() {
  if (nSending) return;
  const mine = nHolds;
  // The second frame begins when the first one, with the card, is on screen.
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    if (mine !== nHolds) return;
    isHeld = false;
    showHeld();
    const undo = isUndoWanted && document.querySelector("#undo-last button");
    isUndoWanted = false;
    if (undo && isUsable(undo)) press(undo);
  }, MIN_SEEN)));
}

// True where a press has to be ignored; undo of the verdict that was just pressed is remembered.
function isIgnored(form) {
  if (!isHeld || !isCardForm(form)) return false;
  if (form.id === "undo-last" && !isHeldByUndo) isUndoWanted = true;
  return true;
}

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (!isCardAnswer(detail)) return;
  nSending += 1;
  hold(detail.requestConfig.elt.id === "undo-last");
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!isCardAnswer(detail)) return;
  nSending = Math.max(nSending - 1, 0);
  if (!detail.successful && !isLost(detail)) isUndoWanted = false; // There is nothing new to undo.
  release();
});

// Without a connection: a card that was kept here, or none.
document.addEventListener("leadqual:card", ({ detail }) => {
  hold(detail?.isUndo);
  release();
});

// By mouse and by touch, before htmx hears of it.
document.addEventListener("submit", (event) => {
  if (!isIgnored(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (isTyping(target)) return;
  const isOnControl = target.matches("a, button, input, summary");
  if (isOnControl && [" ", "Enter"].includes(event.key)) return;
  const usesArrows = target.matches("input[type=range], input[type=radio]");
  if (usesArrows && event.key.startsWith("Arrow")) return;
  const name = event.key === " " ? "Space" : event.key;
  const holder = holderOf(name) ?? (isHeld && holderOf(name, true)); // There is something to undo soon.
  if (!holder) return;
  event.preventDefault();
  if (!isIgnored(holder.form)) press(holder);
});
