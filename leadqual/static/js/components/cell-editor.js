// Cells of a table are edited in place: right from the name of a row are its cells, Enter or a double click
// opens one, Enter saves, Escape leaves it as it was, Tab goes on to the next.
import { close, formInside, isEdited, isOpen, open } from "./popover.js";

const TABLE = "table[data-cells]";
let here = null; // The cell that is edited: key of its record, and field.
let next = null; // Where Tab goes once it is saved.

const cellsOf = (row) => [...row.querySelectorAll("[data-edit]")].filter((cell) => cell.checkVisibility());
const openerOf = (row) => row.querySelector("th a[id^=open-]");
const keyOf = (row) => openerOf(row).id.slice("open-".length);
const nameOf = (cell) => ({ key: keyOf(cell.closest("tr")), field: cell.dataset.edit });

function cellNamed({ key, field }) {
  const row = document.getElementById(`open-${key}`)?.closest("tr");
  return row && cellsOf(row).find((cell) => cell.dataset.edit === field);
}

function focus(cell) {
  cell.tabIndex = -1;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function edit(cell) {
  here = nameOf(cell);
  const path = cell.closest(TABLE).dataset.cells.replace("/0/", `/${here.key}/`);
  focus(cell);
  open({
    anchor: cell,
    url: path.replace("/FIELD/", `/${encodeURIComponent(here.field)}/`),
    isOver: true,
    leave(hasFocus) {
      const isGoingOn = next !== null;
      const there = cellNamed(next ?? here); // The row is another element once it is saved.
      next = null;
      if (there && isGoingOn) edit(there);
      else if (there && hasFocus) focus(there);
    },
  });
}

function neighbor(cell, step) {
  const all = [...cell.closest(TABLE).querySelectorAll("[data-edit]")].filter((one) => one.checkVisibility());
  return all[all.indexOf(cell) + step];
}

function onTab(event) {
  const cell = cellNamed(here);
  const to = cell && neighbor(cell, event.shiftKey ? -1 : 1);
  event.preventDefault();
  event.stopImmediatePropagation();
  next = to ? nameOf(to) : null;
  if (isEdited()) formInside().requestSubmit();
  else close(true);
}

// From cell to cell; from the name of a row to its first cell, and back.
function move(event, cell, row) {
  const cells = cellsOf(row);
  const at = cells.indexOf(cell);
  if (event.key === "ArrowRight") return cells[at + 1];
  if (event.key === "ArrowLeft") return at > 0 ? cells[at - 1] : at === 0 ? openerOf(row) : null;
  if (!cell) return null;
  let other = row;
  do other = event.key === "ArrowDown" ? other.nextElementSibling : other.previousElementSibling;
  while (other && !cellsOf(other).some(({ dataset }) => dataset.edit === cell.dataset.edit));
  return other && cellsOf(other).find(({ dataset }) => dataset.edit === cell.dataset.edit);
}

// Before list-keys.js, whose arrows go from row to row.
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
  if (isOpen()) {
    if (event.key === "Tab" && here && event.target.closest("#pop")) onTab(event);
    return;
  }
  const row = event.target.closest(`${TABLE} > tbody > tr`);
  if (!row) return;
  const cell = event.target.matches("[data-edit]") ? event.target : null;
  if (event.key === "F2" || event.key === "Enter" && cell) {
    const first = cell ?? cellsOf(row)[0];
    if (first) edit(first);
  } else if (/^Arrow(Up|Down|Left|Right)$/.test(event.key) && !event.shiftKey) {
    const to = cell || event.target === openerOf(row) ? move(event, cell, row) : null;
    if (!to) return;
    if (to.matches("[data-edit]")) focus(to);
    else to.focus({ preventScroll: true });
  } else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });

// A click makes a cell the current one; a second one, quick or not, opens it.
document.addEventListener("click", (event) => {
  const cell = event.target.closest?.(`${TABLE} [data-edit]`);
  if (!cell || event.target.closest("a, button, input, label")) {
    if (event.target.closest?.("[data-pencil]")) edit(event.target.closest("[data-edit]"));
    return;
  }
  if (cell === document.activeElement || event.detail > 1) edit(cell);
  else focus(cell);
});

// A quiet pencil in the cell under the pointer; one for the whole page.
const pencil = document.querySelector("#pencil-template")?.content.firstElementChild;
document.addEventListener("mouseover", ({ target }) => {
  const cell = target.closest?.(`${TABLE} [data-edit]`);
  if (cell && pencil.parentElement !== cell) cell.append(pencil);
  else if (!cell) pencil?.remove();
});

// The record is open beside the table: what was saved shows there, too.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!here || detail.requestConfig.verb !== "post" || !detail.successful) return;
  const panel = document.querySelector(`.side [data-record="${here.key}"]`)?.closest(".side");
  const part = document.getElementById(`open-${here.key}`)?.getAttribute("hx-get");
  if (panel && part) window.htmx.ajax("GET", part, { target: panel, swap: "innerHTML" });
});
