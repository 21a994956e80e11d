import { process } from "../core/shortcuts.js";

// Titles: Shift with Enter saves for this title alone, also out of a field (other keys come from
// shortcuts.js), and the list stays where it was when another title opens.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.shiftKey || event.repeat) return;
  const button = document.querySelector('button[name="only"][aria-keyshortcuts="Shift+Enter"]');
  if (!button || button.disabled || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  process(button);
  button.click();
}, { capture: true });

const list = () => document.querySelector("#list > .scroll");
let scrolled = 0;

document.addEventListener("htmx:beforeSwap", () => {
  scrolled = list()?.scrollTop ?? 0;
});

document.addEventListener("htmx:afterSettle", () => {
  const here = list();
  if (!here || !scrolled) return;
  here.scrollTop = scrolled;
  scrolled = 0;
  here.querySelector("tr.on")?.scrollIntoView({ block: "nearest" });
});
