// Every key of a page comes from its own aria-keyshortcuts: what a reader hears is what works.
// "X ArrowLeft" is two keys for one action; "G P" style sequences are not used.
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

function holderOf(key) {
  const wanted = key.toLowerCase();
  return [...document.querySelectorAll(KEY_HOLDERS)].find((holder) => {
    const keys = holder.getAttribute("aria-keyshortcuts").toLowerCase().split(" ");
    return keys.includes(wanted) && isUsable(holder);
  });
}

function signOf(key) {
  return key === " " ? "Space" : key.length === 1 ? key.toUpperCase() : key;
}

function press(holder) {
  if (holder.matches("input:not([type=checkbox], [type=radio]), textarea, select")) holder.focus();
  else holder.click();
}

// While a verdict is on its way its card is no longer the one to judge: a key that comes then
// counts for nothing, and that is said once the next card is here.
let nSending = 0;
let refused = [];

function isVerdict({ target, requestConfig }) {
  return target?.id === "main" && requestConfig?.verb === "post";
}

function sayRefused() {
  if (!refused.length) return;
  const words = `Not counted: ${refused.join(" ")}, pressed while the last verdict was on its way. Press again.`;
  refused = [];
  document.dispatchEvent(new CustomEvent("leadqual:say", { detail: words }));
}

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (isVerdict(detail)) nSending += 1;
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!isVerdict(detail)) return;
  nSending = Math.max(nSending - 1, 0);
  if (!nSending) sayRefused();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (isTyping(target)) return;
  const isOnControl = target.matches("a, button, input, summary");
  if (isOnControl && [" ", "Enter"].includes(event.key)) return;
  const usesArrows = target.matches("input[type=range], input[type=radio]");
  if (usesArrows && event.key.startsWith("Arrow")) return;
  const holder = holderOf(event.key === " " ? "Space" : event.key);
  if (!holder) return;
  event.preventDefault();
  if (nSending && holder.form && event.key !== "Escape") refused.push(signOf(event.key));
  else press(holder);
});
