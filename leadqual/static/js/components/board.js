// Cards of a board by status. Dragged, or moved with Shift and an arrow, a card changes its status as
// its own menu does; arrows alone lead from card to card. A move that fails puts the card back.
const CARD = ".board-card";
const former = new Map(); // Form of a move under way → where its card was, and its status.
let dragged = null;

const columnOf = (node) => node.closest?.(".board-column");
const formOf = (card) => card.querySelector("[data-move]");
const linkOf = (card) => card.querySelector(".who a");
const columnWith = (status) => document.querySelector(`.board-column[data-status="${CSS.escape(status)}"]`);

function move(card, column) {
  const select = formOf(card)?.elements.status;
  const { status } = column.dataset;
  if (!select || columnOf(card) === column) return;
  if (![...select.options].some(({ value }) => value === status)) return; // An archived one.
  select.value = status;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

// The card goes ahead of the answer, which brings the numbers and the undo.
document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-move]");
  if (!form) return;
  const card = form.closest(CARD);
  const focused = card.contains(document.activeElement) ? document.activeElement : null;
  const column = columnWith(target.value);
  former.set(form, { parent: card.parentElement, next: card.nextElementSibling, status: columnOf(card).dataset.status });
  if (column) column.querySelector(".board-cards").prepend(card);
  else card.hidden = true; // The search leaves its new status out.
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  focused?.focus({ preventScroll: true });
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const was = former.get(detail.elt);
  if (!was) return;
  former.delete(detail.elt);
  const card = detail.elt.closest(CARD);
  if (detail.successful) {
    if (card.hidden) card.remove();
    return;
  }
  card.hidden = false;
  detail.elt.elements.status.value = was.status;
  was.parent.insertBefore(card, was.next?.parentElement === was.parent ? was.next : null);
});

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(CARD) ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", linkOf(dragged).textContent);
  dragged.setAttribute("data-dragged", "");
});

function markOver(column) {
  for (const one of document.querySelectorAll(".board-column[data-over]")) one.removeAttribute("data-over");
  column?.setAttribute("data-over", "");
}

document.addEventListener("dragover", (event) => {
  const column = dragged && columnOf(event.target);
  markOver(column);
  if (column) event.preventDefault(); // It may be dropped here.
});

document.addEventListener("drop", (event) => {
  const column = dragged && columnOf(event.target);
  if (!column) return;
  event.preventDefault();
  move(dragged, column);
});

document.addEventListener("dragend", () => {
  dragged?.removeAttribute("data-dragged");
  dragged = null;
  markOver(null);
});

const cardsIn = (column) => [...column.querySelectorAll(CARD)];

function neighborOf(card, key) {
  const column = columnOf(card);
  const at = cardsIn(column).indexOf(card);
  if (key === "ArrowDown" || key === "ArrowUp") return cardsIn(column)[at + (key === "ArrowDown" ? 1 : -1)];
  const side = key === "ArrowRight" ? "nextElementSibling" : "previousElementSibling";
  let other = column[side];
  while (other && !cardsIn(other).length) other = other[side];
  return other && (cardsIn(other)[at] ?? cardsIn(other).at(-1));
}

document.addEventListener("keydown", (event) => {
  const { key, shiftKey, target } = event;
  const card = /^Arrow/.test(key) && target.matches?.(`${CARD} .who a`) && target.closest(CARD);
  if (!card || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  if (!shiftKey) {
    const to = neighborOf(card, key);
    to?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (to) linkOf(to).focus({ preventScroll: true });
    return;
  }
  const column = columnOf(card)[key === "ArrowRight" ? "nextElementSibling" : "previousElementSibling"];
  if (column && (key === "ArrowRight" || key === "ArrowLeft")) move(card, column);
});
