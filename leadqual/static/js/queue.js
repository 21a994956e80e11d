// Every key of a page comes from its own aria-keyshortcuts: what a reader hears is what works.
// "X ArrowLeft" is two keys for one action; "G P" style sequences are not used.
import { isLost } from "./waiting.js";

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

function signOf(key) {
  return key === " " ? "Space" : key.length === 1 ? key.toUpperCase() : key;
}

// htmx takes a card over some moments after it has come; a form that it does not know yet would leave
// the page, which is lost then without a connection.
function press(holder) {
  window.htmx.process(holder.form ?? holder);
  if (holder.matches("input:not([type=checkbox], [type=radio]), textarea, select")) holder.focus();
  else holder.click();
}

// While a verdict is on its way its card is no longer the one to judge: a key that comes then
// waits, and counts for the card that comes next, one key for each card, in their order.
let nSending = 0;
let waiting = [];

function isVerdict({ target, requestConfig }) {
  // In the queue also the card that comes anew once the line is back.
  return target?.id === "main" && (requestConfig?.verb === "post" || target.dataset.ahead);
}

function sayRefused() {
  if (!waiting.length) return;
  const signs = waiting.map(signOf).join(" ");
  waiting = [];
  const words = `Not counted: ${signs}, pressed while the verdict before was on its way.`;
  document.dispatchEvent(new CustomEvent("leadqual:say", { detail: words }));
}

function pressNext() {
  while (!nSending && waiting.length) {
    const holder = holderOf(waiting[0] === " " ? "Space" : waiting[0]);
    if (!holder) return sayRefused(); // No card is left that the key is for.
    waiting.shift();
    press(holder);
  }
}

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (isVerdict(detail)) nSending += 1;
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!isVerdict(detail)) return;
  nSending = Math.max(nSending - 1, 0);
  if (!detail.successful && !isLost(detail)) setTimeout(sayRefused); // Behind the words that say what went wrong.
});

// The next card and its buttons are here.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (isVerdict(detail)) pressNext();
});

// Without a connection: a card that was kept here, or none.
document.addEventListener("leadqual:card", () => setTimeout(pressNext));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (isTyping(target)) return;
  const isOnControl = target.matches("a, button, input, summary");
  if (isOnControl && [" ", "Enter"].includes(event.key)) return;
  const usesArrows = target.matches("input[type=range], input[type=radio]");
  if (usesArrows && event.key.startsWith("Arrow")) return;
  const isBusy = nSending || waiting.length;
  const name = event.key === " " ? "Space" : event.key;
  const holder = holderOf(name) ?? (isBusy && holderOf(name, true)); // There is something to undo soon.
  if (!holder) return;
  event.preventDefault();
  if (isBusy && holder.form && event.key !== "Escape") waiting.push(event.key);
  else press(holder);
});
