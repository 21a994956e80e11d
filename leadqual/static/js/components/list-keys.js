// Keys of every list: J and K (or arrows, once a row has the focus) move from row to row, Enter opens,
// X selects, Shift with J, K or a click selects all rows between.
// A list is a table, or any other element, with data-list-keys; "open": moving opens what is beside it;
// "answers": rows go when they are answered, the next one is at hand, and only a row in sight is answered by a key. Its
// rows are those of its body, its items, or what has data-row. In a row, data-open is the link that opens it (else that of its head),
// and the checkbox in .pick selects it. A key that a control of the page has, in its aria-keyshortcuts,
// is pressed there and not here.
import { isTyping } from "../core/shortcuts.js";

const LIST = "[data-list-keys]";
const ANSWERS = "[data-list-keys=answers]";
const MIN_SEEN = 150; // Milliseconds, as in shortcuts.js.
const STEPS = { j: 1, k: -1, arrowdown: 1, arrowup: -1 };
let cursor = null; // The row that is here, or was here until the list came anew.
let keptKey = "";
let keptPlace = 0;
let shownAt = null; // Where in the window it was before answers came.
let seenFrom = 0; // When a row that nobody had chosen may be answered.
let anchor = null; // Where Shift with J or K began.
let wasInRow = false; // The focus, before the list came anew.
let lastBox = null; // The box clicked last, where a click with Shift begins.

function rows() {
  return [...document.querySelectorAll(LIST)].flatMap(rowsOf).filter((row) => row.checkVisibility());
}

function rowsOf(list) {
  const marked = [...list.querySelectorAll("[data-row]")];
  if (marked.length) return marked;
  return list.matches("table") ? [...list.tBodies].flatMap((body) => [...body.rows]).filter((row) => !row.matches(".fold"))
    : [...list.querySelectorAll(":scope > li")];
}

function rowAround(target) {
  const row = target.closest?.("[data-row], tr, li");
  const list = row?.closest(LIST);
  return list && rowsOf(list).includes(row) ? row : null;
}

const opener = (row) => row.querySelector("[data-open]") ?? row.querySelector("th a[href]") ?? row.querySelector("a[href]");
const boxOf = (row) => row.querySelector(".pick input[type=checkbox]");
const answerOf = (row) => row.closest(ANSWERS) && row.querySelector("button[aria-keyshortcuts]");
const focusOf = (row) => answerOf(row) ?? opener(row) ?? boxOf(row) ?? row.querySelector("button");
const keyOf = (row) => boxOf(row)?.value ?? (row.id || opener(row)?.pathname) ?? "";

function mark(row) {
  for (const other of document.querySelectorAll("[data-cursor]")) if (other !== row) other.removeAttribute("data-cursor");
  cursor = row;
  keptKey = row ? keyOf(row) : "";
  keptPlace = row ? rows().indexOf(row) : 0;
  row?.setAttribute("data-cursor", "");
}

// The row where the keys go on: the one marked, or after the list came anew the one with its key; else
// the one that the page begins with, or that is open.
function current(all) {
  if (all.includes(cursor)) return cursor;
  const same = keptKey && all.find((row) => keyOf(row) === keptKey);
  return same || all.find((row) => row.matches("[data-cursor]") || row.querySelector("a[aria-current=true]")) || null;
}

// The row of the cursor by its key, and a cursor set there: who returns to a list finds their row.
export const cursorKey = () => keptKey;

export function markKey(key) {
  const row = rows().find((one) => keyOf(one) === key);
  if (row) mark(row);
}

function go(row) {
  mark(row);
  if (row.closest("[data-list-keys=open]")) opener(row).click(); // A list beside what it opens.
  focusOf(row)?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** Take a row away that was answered; the one after it is at hand, at the end the one before. */
export function takeAway(row) {
  const all = rows();
  const place = all.indexOf(row);
  const next = all[place + 1] ?? all[place - 1];
  row.remove();
  if (next) go(next);
}

function select(row, isWanted) {
  const box = boxOf(row);
  if (box && !box.disabled && box.checked !== isWanted) box.click();
}

function move(step, isRange) {
  const all = rows();
  if (!all.length) return;
  const from = current(all);
  const to = all[from ? all.indexOf(from) + step : step > 0 ? 0 : all.length - 1];
  if (!isRange) anchor = null;
  if (!to) return;
  if (isRange && from) extend(all, from, to);
  go(to);
}

// Away from where the range began one more row is selected, back towards it one less.
function extend(all, from, to) {
  if (!all.includes(anchor)) anchor = from;
  const far = (row) => Math.abs(all.indexOf(row) - all.indexOf(anchor));
  if (far(to) > far(from)) {
    select(anchor, true);
    select(to, true);
  } else {
    select(from, false);
  }
}

function isOurs(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.target.closest?.(".menu-body") || isTyping(event.target)) return false;
  return Boolean(document.querySelector(LIST)) && !document.querySelector("dialog[open]");
}

document.addEventListener("keydown", (event) => {
  if (!(event.target instanceof Element) || !isOurs(event)) return;
  const key = event.key.toLowerCase();
  const row = current(rows());
  if (key in STEPS) {
    if (key.startsWith("arrow") && !rowAround(event.target)) return; // The page is scrolled.
    move(STEPS[key], event.shiftKey);
  } else if (key === "x" && !event.shiftKey && row && boxOf(row)) {
    if (event.repeat) return;
    mark(row);
    anchor = null;
    boxOf(row).click();
  } else if (key === "enter" && event.target === document.body && row) {
    opener(row)?.click();
  } else return;
  event.preventDefault();
});

document.addEventListener("focusin", ({ target }) => {
  const row = rowAround(target);
  if (row) mark(row);
});

// The box that is clicked, and with Shift all from the last one on, get its state.
document.addEventListener("click", ({ target, shiftKey }) => {
  if (!target.matches?.(`${LIST} .pick input[type=checkbox]`) || !rowAround(target)) return;
  const all = rows();
  const [from, to] = [rowAround(lastBox ?? target), rowAround(target)].map((row) => all.indexOf(row));
  lastBox = target;
  if (!shiftKey || from < 0) return;
  for (const row of all.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    const box = boxOf(row);
    if (!box || box.disabled || box.checked === target.checked) continue;
    box.checked = target.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

document.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest?.(`${LIST} .pick`)) event.preventDefault(); // No text is marked.
});

// What is done with selected rows is done with that of the cursor where none is selected.
document.addEventListener("click", ({ target }) => {
  const form = target.closest?.("button[name]")?.form;
  if (!form?.matches("[data-at-cursor]") || document.querySelector(`${LIST} .pick input[name]:checked`)) return;
  const row = current(rows());
  if (row) select(row, true);
}, { capture: true });

// A key answers what is seen: it brings the row in sight first.
document.addEventListener("keydown", (event) => {
  if (!(event.target instanceof Element) || event.repeat || !isOurs(event)) return;
  const buttons = [...document.querySelectorAll(`${ANSWERS} button[aria-keyshortcuts]`)];
  if (!buttons.some((button) => button.getAttribute("aria-keyshortcuts").toLowerCase() === event.key.toLowerCase())) return;
  const row = current(rows());
  const box = row?.getBoundingClientRect();
  const isSeen = box && box.top >= 0 && box.bottom <= innerHeight;
  if (isSeen && performance.now() >= seenFrom) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!isSeen) go(row ?? rows()[0]);
}, { capture: true });

// Rows to answer came: the one at hand stays where it was in the window; where it has gone, the one in its place is at
// hand.
function findAgain() {
  const all = rows().filter(answerOf);
  if (!all.length || cursor?.isConnected) return;
  const same = keptKey && all.find((row) => keyOf(row) === keptKey);
  const row = same || all[Math.min(keptPlace, all.length - 1)];
  if (keptKey && !same) seenFrom = performance.now() + MIN_SEEN;
  if (document.activeElement === document.body) go(row);
  else mark(row);
  if (same) scrollBy({ top: row.getBoundingClientRect().top - shownAt, behavior: "instant" });
}

document.addEventListener("htmx:beforeSwap", () => {
  shownAt = cursor?.getBoundingClientRect().top;
  wasInRow = Boolean(cursor?.contains(document.activeElement));
});
document.addEventListener("htmx:afterSwap", findAgain);
findAgain();

// Another list came anew: the same row goes on being marked, and has the focus if it had it.
document.addEventListener("htmx:afterSettle", () => {
  if (cursor && !cursor.isConnected) {
    const all = rows();
    const row = current(all) ?? all.filter((one) => one.closest(ANSWERS))[Math.min(keptPlace, all.length - 1)];
    if (!row) return;
    mark(row);
    if (wasInRow && document.activeElement === document.body) focusOf(row)?.focus({ preventScroll: true });
  }
});
