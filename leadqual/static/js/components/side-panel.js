// The record that is open beside its list: its row is marked, it is closed without loading the page
// anew, and who comes back to a list finds its scroll position and its row as they were.
import { cursorKey, markKey } from "./list-keys.js";

const PARAMS = ["person", "open"]; // Of the address, naming what is open.
const list = document.getElementById("main");
const panel = document.querySelector(".panes > .side");
let marked = panel.querySelector("[data-record]")?.dataset.record ?? null; // The row that was brought into sight.
let shown = addressOfList(); // Of the list that is on screen; a step back changes the address first.

function addressOfList() {
  const address = new URL(location.href);
  for (const name of PARAMS) address.searchParams.delete(name);
  return address.pathname + address.search;
}

function scroller() {
  return getComputedStyle(list).overflowY === "auto" ? list : document.scrollingElement;
}

const nameOf = (address) => `place ${address}`;

function keepPlace() {
  sessionStorage.setItem(nameOf(shown), JSON.stringify({ top: scroller().scrollTop, key: cursorKey() }));
}

function restorePlace() {
  const [navigation] = performance.getEntriesByType("navigation");
  if (!["back_forward", "reload"].includes(navigation?.type)) return;
  const { top, key } = JSON.parse(sessionStorage.getItem(nameOf(shown)) ?? "{}");
  if (key) markKey(key);
  if (top) scroller().scrollTop = top;
}

// Its row, wherever the answer left the mark.
function markOpen() {
  const key = panel.querySelector("[data-record]")?.dataset.record;
  for (const link of list.querySelectorAll("#results a[aria-current=true]")) {
    if (link.id !== `open-${key}`) link.removeAttribute("aria-current");
  }
  const link = key && document.getElementById(`open-${key}`);
  if (!link) return;
  link.setAttribute("aria-current", "true");
  markKey(key);
  if (key !== marked) link.closest("tr, .board-card").scrollIntoView({ block: "nearest" });
  marked = key;
}

function close() {
  const key = panel.querySelector("[data-record]").dataset.record;
  panel.replaceChildren();
  marked = null;
  markOpen();
  history.replaceState({ htmx: true }, "", addressOfList());
  document.getElementById(`open-${key}`)?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close-panel]") || !document.getElementById("results")) return;
  event.preventDefault();
  close();
});

addEventListener("pagehide", keepPlace);
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target === list) keepPlace();
});
document.addEventListener("htmx:afterSettle", () => {
  shown = addressOfList();
  markOpen();
});
restorePlace();
