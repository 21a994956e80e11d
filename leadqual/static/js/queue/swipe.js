// A card of the queue follows the finger: to the right a like, to the left a dislike. It says which
// before it is released, and goes back where it is released early. It may begin anywhere on the card and
// its score, also on a link: what was drawn aside is no tap.
const FAR = 90; // Pixels; less goes back.
const STRAIGHT = 1.5; // So many times as far across as up or down.
const BEGIN = 8; // Pixels until a touch is a drag.
const TURN = 0.02; // Degrees for a pixel.
let drag = null;
let isNoTap = false; // The touch that ended last was a drag: the click that may follow is none.

function companyNow() {
  return document.querySelector("form[data-waits]")?.dataset.company;
}

function isCalm() {
  const chosen = document.documentElement.dataset.motion === "off";
  return chosen || matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function meant(across) {
  return across > 0 ? "like" : "dislike";
}

function follow() {
  const { parts, across } = drag;
  for (const part of parts) {
    part.style.transform = `translateX(${across}px) rotate(${isCalm() ? 0 : across * TURN}deg)`;
    part.style.setProperty("--pulled", Math.min(Math.abs(across) / FAR, 1).toFixed(2));
    part.dataset.pull = meant(across);
    part.toggleAttribute("data-far", Math.abs(across) >= FAR);
  }
}

function letGo(parts) {
  for (const part of parts) {
    part.style.removeProperty("transform");
    part.style.removeProperty("--pulled");
    for (const name of ["data-far", "data-pull", "data-held"]) part.removeAttribute(name);
  }
}

function touched({ target, isPrimary, pointerType }) {
  if (pointerType === "mouse" || !isPrimary || !companyNow()) return null;
  return target.closest(".deck > :is(#card, #why)");
}

document.addEventListener("pointerdown", (event) => {
  const { clientX: x, clientY: y, pointerId } = event;
  const part = touched(event);
  if (drag) letGo(drag.parts);
  isNoTap = false;
  const parts = [...document.querySelectorAll(".deck > :is(#card, #why)")];
  drag = part && { part, parts, x, y, pointerId, company: companyNow(), across: 0, isDragged: false };
}, { passive: true });

document.addEventListener("pointermove", ({ clientX, clientY, pointerId }) => {
  if (drag?.pointerId !== pointerId) return;
  drag.across = clientX - drag.x;
  const down = Math.abs(clientY - drag.y);
  if (!drag.isDragged) {
    if (Math.abs(drag.across) < BEGIN || Math.abs(drag.across) < STRAIGHT * down) return;
    drag.isDragged = true;
    for (const part of drag.parts) part.dataset.held = "";
    drag.part.setPointerCapture?.(pointerId);
  }
  if (drag.company === companyNow()) follow();
}, { passive: true });

document.addEventListener("pointerup", ({ pointerId }) => {
  if (drag?.pointerId !== pointerId) return;
  const { parts, across, company, isDragged } = drag;
  drag = null;
  letGo(parts);
  isNoTap = isDragged;
  if (!isDragged || Math.abs(across) < FAR || company !== companyNow()) return; // Or another card came.
  document.querySelector(`#verdict [data-verdict=${meant(across)}][data-weight="1"]`).click();
}, { passive: true });

document.addEventListener("pointercancel", ({ pointerId }) => {
  if (drag?.pointerId !== pointerId) return;
  letGo(drag.parts);
  drag = null;
}, { passive: true });

document.addEventListener("click", (event) => {
  if (!isNoTap || !event.detail || !event.target.closest(".deck > :is(#card, #why)")) return;
  isNoTap = false;
  event.preventDefault();
  event.stopPropagation();
}, { capture: true });
