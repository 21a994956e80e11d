// Columns of a table: which are shown, in which order and how wide. What is changed is stored at once and the
// results come anew; the menu stays open.
import { replaceResults } from "./in-place.js";

const MIN_WIDTH = 60;
const formOf = (target) => target.closest?.("form[data-columns]");

function send(form, button) {
  form.elements.next.value = location.pathname + location.search;
  const values = new FormData(form, button);
  const focused = document.activeElement?.id;
  replaceResults("POST", form.getAttribute("action"), {
    column: values.getAll("column"), next: form.elements.next.value, ...(values.has("usual") && { usual: "1" }),
  }).then(() => focused && document.getElementById(focused)?.focus({ preventScroll: true }));
}

// Columns that are shown stand on top, in their order.
function settle(item) {
  const isShown = item.querySelector("input").checked;
  const others = [...item.parentElement.children].filter((one) => one !== item);
  const firstHidden = others.find((one) => !one.querySelector("input").checked) ?? null;
  if (isShown || !firstHidden || item.nextElementSibling !== firstHidden) item.parentElement.insertBefore(item, firstHidden);
}

function moveTo(item, other, isAfter) {
  if (!other?.querySelector("input").checked || !item.querySelector("input").checked) return;
  if (isAfter) other.after(item);
  else other.before(item);
}

document.addEventListener("change", ({ target }) => {
  const form = formOf(target);
  if (!form || target.name !== "column") return;
  settle(target.closest("li"));
  send(form);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("form[data-columns] button");
  if (!button) return;
  event.preventDefault();
  if (button.name === "up") {
    const item = button.closest("li");
    moveTo(item, item.previousElementSibling, false);
    button.focus();
  } else button.closest("details").removeAttribute("id"); // That of the answer takes its place.
  send(button.form, button);
});

document.addEventListener("input", ({ target }) => {
  if (target.id !== "find-column") return;
  const words = target.value.trim().toLowerCase();
  for (const item of target.form.querySelectorAll("li")) {
    item.hidden = !item.textContent.trim().toLowerCase().includes(words);
  }
});

document.addEventListener("keydown", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  if (event.key === "Enter" && event.target.id === "find-column") event.preventDefault();
  const step = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const item = step && event.target.closest("li");
  if (!item) return;
  event.preventDefault();
  const { target } = event;
  moveTo(item, step < 0 ? item.previousElementSibling : item.nextElementSibling, step > 0);
  target.focus();
  send(form);
});

// Dragged by its grip, a column takes the place of the one under the pointer.
document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.("form[data-columns] .grip");
  const item = grip?.closest("li");
  if (!item?.querySelector("input").checked) return;
  event.preventDefault();
  const before = [...item.parentElement.children];
  const drag = ({ clientX, clientY }) => {
    const other = document.elementFromPoint(clientX, clientY)?.closest("form[data-columns] li");
    if (!other || other === item) return;
    const { top, height } = other.getBoundingClientRect();
    moveTo(item, other, clientY > top + height / 2);
  };
  const end = () => {
    grip.releasePointerCapture(event.pointerId);
    grip.removeEventListener("pointermove", drag);
    item.removeAttribute("data-dragged");
    if (before.some((one, at) => one !== item.parentElement.children[at])) send(formOf(item));
  };
  grip.setPointerCapture(event.pointerId);
  item.setAttribute("data-dragged", "");
  grip.addEventListener("pointermove", drag);
  grip.addEventListener("pointerup", end, { once: true });
});

// The edge of a head is dragged: the column is as wide as the pointer says.
function addEdges() {
  for (const head of document.querySelectorAll("table[data-widths] th[data-column]:not(:has(.edge))")) {
    head.append(Object.assign(document.createElement("span"), { className: "edge", ariaHidden: "true" }));
  }
}

document.addEventListener("pointerdown", (event) => {
  const edge = event.target.closest?.("table[data-widths] .edge");
  if (!edge) return;
  event.preventDefault();
  const head = edge.parentElement;
  const column = head.closest("table").querySelectorAll("col")[head.cellIndex];
  const start = head.offsetWidth - event.clientX;
  let width = 0;
  const drag = ({ clientX }) => {
    width = Math.max(Math.round(start + clientX), MIN_WIDTH);
    column.width = String(width);
  };
  const end = () => {
    edge.removeEventListener("pointermove", drag);
    if (!width) return;
    window.htmx.ajax("POST", head.closest("table").dataset.widths, {
      swap: "none", values: { column: head.dataset.column, width },
    });
  };
  edge.setPointerCapture(event.pointerId);
  edge.addEventListener("pointermove", drag);
  edge.addEventListener("pointerup", end, { once: true });
});

document.addEventListener("htmx:afterSettle", addEdges);
addEdges();
