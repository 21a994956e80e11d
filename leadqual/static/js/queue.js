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

function press(holder) {
  if (holder.matches("input:not([type=checkbox], [type=radio]), textarea, select")) holder.focus();
  else holder.click();
}

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
  press(holder);
});
