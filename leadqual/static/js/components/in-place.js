// What is done with rows is done where one stands: forms of the selection open as a popover, other orders and undo
// come without loading the page anew. Selection, scroll position and the open record stay.
import { cursorKey } from "./list-keys.js";
import { open } from "./popover.js";

const OPENED = ["person", "open"]; // Parameters of the address that name the open record.
const main = document.getElementById("main");

let isReading = false; // The results that come are those that are here, read again.
let kept = []; // Scroll positions until they came.

/** Put the answer of the server in the place of the results, which stay scrolled as they are. */
export async function replaceResults(verb, address, values = {}) {
  isReading = true;
  try {
    await window.htmx.ajax(verb, address, { target: main, swap: "innerHTML", values });
  } finally {
    isReading = false;
  }
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!isReading || detail.target !== main) return;
  const there = new URL(detail.xhr.responseURL); // Other columns of a view are in its address.
  if (there.pathname === location.pathname && there.search !== location.search) history.replaceState({ htmx: true }, "", there);
  kept = [main, document.scrollingElement].map((box) => [box, box.scrollLeft, box.scrollTop]);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const [box, left, top] of kept) box.scrollTo({ left, top, behavior: "instant" });
  kept = [];
});

// A key, where no row is selected, means the row of the cursor.
function rowOfCursor(form) {
  const isAnySelected = form.querySelector("[data-elsewhere]:not([disabled])")
    || main.querySelector("[data-all-results], #results .pick input[name]:checked");
  return isAnySelected ? null : main.querySelector("tr[data-cursor]");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-popover]");
  if (!button || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const isByKey = event.detail === 0 && button !== document.activeElement;
  const row = isByKey ? rowOfCursor(button.form) : null;
  const search = new URLSearchParams(new FormData(button.form, button));
  if (row) search.set(button.form.dataset.records ?? "contact", cursorKey());
  if (button.dataset.field) search.set("field", button.dataset.field);
  const menu = button.closest("details.menu");
  const anchor = row?.querySelector("th a") ?? menu?.querySelector("summary") ?? button;
  open({ anchor, url: `${button.form.action}?${search}` });
  if (menu) menu.open = false;
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#results thead a[href]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const address = new URL(link.href);
  const now = new URLSearchParams(location.search);
  for (const name of OPENED) if (now.has(name)) address.searchParams.set(name, now.get(name));
  history.pushState({ htmx: true }, "", address);
  replaceResults("GET", address.pathname + address.search);
});

document.addEventListener("leadqual:changed", () => replaceResults("GET", location.pathname + location.search));

// Undo and redo lead back to a page: to this one without leaving it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("#toasts")) return;
  const next = new URL(form.action).searchParams.get("next");
  if (!next || new URL(next, location.href).pathname !== location.pathname) return;
  event.preventDefault();
  form.closest(".toast").remove();
  replaceResults("POST", form.getAttribute("action"));
});
