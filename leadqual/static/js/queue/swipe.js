// A card of the queue follows the finger: to the right a like, to the left a dislike. It says which
// before it is released, and goes back where it is released early.
const FAR = 90; // Pixels; less goes back.
const STRAIGHT = 1.5; // So many times as far across as up or down.
const BEGIN = 8; // Pixels until a touch is a drag.
const TURN = 0.02; // Degrees for a pixel.
let drag = null;

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
  const { card, across } = drag;
  card.style.transform = `translateX(${across}px) rotate(${isCalm() ? 0 : across * TURN}deg)`;
  card.style.setProperty("--pulled", Math.min(Math.abs(across) / FAR, 1).toFixed(2));
  card.dataset.pull = meant(across);
  card.toggleAttribute("data-far", Math.abs(across) >= FAR);
}

function letGo(card) {
  card.style.removeProperty("transform");
  card.style.removeProperty("--pulled");
  card.removeAttribute("data-far");
  card.removeAttribute("data-pull");
  card.removeAttribute("data-held");
}

document.addEventListener("pointerdown", (event) => {
  const { target, isPrimary, pointerType, clientX: x, clientY: y, pointerId } = event;
  const card = pointerType !== "mouse" && isPrimary && companyNow() && target.closest(".deck #card");
  if (drag) letGo(drag.card);
  drag = card && !target.closest("a, button, summary")
    ? { card, x, y, pointerId, company: companyNow(), across: 0, isDragged: false }
    : null;
}, { passive: true });

document.addEventListener("pointermove", ({ clientX, clientY, pointerId }) => {
  if (drag?.pointerId !== pointerId) return;
  drag.across = clientX - drag.x;
  const down = Math.abs(clientY - drag.y);
  if (!drag.isDragged) {
    if (Math.abs(drag.across) < BEGIN || Math.abs(drag.across) < STRAIGHT * down) return;
    drag.isDragged = true;
    drag.card.dataset.held = "";
    drag.card.setPointerCapture?.(pointerId);
  }
  if (drag.company === companyNow()) follow();
}, { passive: true });

document.addEventListener("pointerup", ({ pointerId }) => {
  if (drag?.pointerId !== pointerId) return;
  const { card, across, company, isDragged } = drag;
  drag = null;
  letGo(card);
  if (!isDragged || Math.abs(across) < FAR || company !== companyNow()) return; // Or another card came.
  document.querySelector(`#verdict [data-verdict=${meant(across)}][data-weight="1"]`).click();
}, { passive: true });

document.addEventListener("pointercancel", ({ pointerId }) => {
  if (drag?.pointerId !== pointerId) return;
  letGo(drag.card);
  drag = null;
}, { passive: true });
