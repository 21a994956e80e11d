// Every key of a page comes from its own aria-keyshortcuts: what a reader hears is what works.
// "X ArrowLeft" is two keys for one action; "Shift+X" is another than "X"; "G P" style sequences are
// not used.
const KEY_HOLDERS = "[aria-keyshortcuts]";
const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select";
let cameFrom = null; // Where the focus was when a key led into a field.

export function isTyping(target) {
  return target.closest("textarea, select, [contenteditable], dialog[open], [role=tree]")
    || target.matches("input:not([type=checkbox], [type=radio], [type=range])");
}

function isUsable(holder) {
  // Keys of a menu that says so are there while it is closed, too.
  const seen = holder.closest("details[data-keys]")?.querySelector("summary") ?? holder;
  // Actions on selected rows apply to the row of the cursor if none is selected.
  const isAtCursor = holder.hasAttribute("data-at-cursor") && document.querySelector("[data-cursor]");
  return !holder.disabled
    && holder.getAttribute("aria-disabled") !== "true"
    && (isAtCursor || seen.checkVisibility({ visibilityProperty: true }));
}

// Shift makes another key of a letter; of signs it is part of the sign.
function nameOf({ key, shiftKey }) {
  if (key === " ") return "Space";
  return shiftKey && /^\p{L}$/u.test(key) ? `Shift+${key}` : key;
}

function holderOf(key) {
  const wanted = key.toLowerCase();
  const holders = [...document.querySelectorAll(KEY_HOLDERS)].filter((holder) => {
    const keys = holder.getAttribute("aria-keyshortcuts").toLowerCase().split(" ");
    return keys.includes(wanted) && isUsable(holder);
  });
  // Of the rows of a list, the one of the cursor.
  return holders.find((holder) => holder.closest("[data-cursor]"))
    ?? holders.find((holder) => !holder.hasAttribute("data-everywhere")) ?? holders[0];
}

// htmx takes a card over some moments after it has come; a form that it does not know yet would leave
// the page, which is lost then without a connection, and a button outside its form would lose its value.
export function process(holder) {
  if (holder.form?.matches("[data-waits]")) return; // That is queue.js's own.
  if (holder.form) window.htmx.process(holder.form);
  window.htmx.process(holder);
}

function press(holder) {
  process(holder);
  if (holder.matches(FIELDS)) {
    cameFrom = document.activeElement;
    holder.focus();
  } else if (holder.matches("[data-asks]")) holder.focus(); // What it means is many: Enter presses it.
  else holder.click();
  if (holder.matches("[data-sends]")) holder.form.requestSubmit();
}

// Escape leads out of a field that a key led into: the keys of the page work again. What a search has
// in it is emptied first, by the browser.
function leave(field) {
  if (field.type === "search" && field.value) return;
  if (cameFrom?.isConnected && cameFrom !== document.body) cameFrom.focus({ preventScroll: true });
  else field.blur();
}

// A press is about what is on screen. From a press until the next card has been on screen for a
// moment, further presses are ignored: they would judge a card that nobody has seen.
const MIN_SEEN = 150; // Milliseconds; two presses of one hand movement are closer, a decision is slower.
// The queue has its cards beforehand and sees to its own (queue.js).
let nSending = 0;
let nHolds = 0;
let isHeld = false;

function isCardAnswer({ target, requestConfig }) {
  return target?.id === "main" && requestConfig?.verb === "post";
}

function isCardForm(form) {
  return form?.matches("[hx-post]") && form.getAttribute("hx-target") === "#main";
}

function showHeld() {
  document.getElementById("main")?.setAttribute("aria-busy", String(isHeld));
}

function hold() {
  nHolds += 1;
  isHeld = true;
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
  }, MIN_SEEN)));
}

function isIgnored(form) {
  return isHeld && isCardForm(form);
}

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (!isCardAnswer(detail)) return;
  nSending += 1;
  hold();
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!isCardAnswer(detail)) return;
  nSending = Math.max(nSending - 1, 0);
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
  if (event.key === "Escape" && !event.defaultPrevented && target.matches(FIELDS) && target.matches(KEY_HOLDERS)) {
    leave(target);
    return;
  }
  if (isTyping(target)) return;
  const isOnControl = target.matches("a, button, input, summary");
  if (isOnControl && [" ", "Enter"].includes(event.key)) return;
  const usesArrows = target.matches("input[type=range], input[type=radio]");
  if (usesArrows && event.key.startsWith("Arrow")) return;
  const holder = holderOf(nameOf(event));
  if (!holder) return;
  event.preventDefault();
  if (!isIgnored(holder.form)) press(holder);
});
