// A card of the queue is swiped as its arrow keys press: to the right a like, to the left a dislike.
const FAR = 90; // Pixels; less is a slip.
const STRAIGHT = 2; // So many times as far across as up or down.
let start = null;

document.addEventListener("touchstart", ({ target, touches }) => {
  const isCard = touches.length === 1 && target.closest(".deck #card") && !target.closest("a, button, summary");
  const company = document.querySelector("form[data-waits]")?.dataset.company;
  start = isCard ? { x: touches[0].clientX, y: touches[0].clientY, company } : null;
}, { passive: true });

document.addEventListener("touchend", ({ changedTouches }) => {
  if (!start) return;
  const across = changedTouches[0].clientX - start.x;
  const down = Math.abs(changedTouches[0].clientY - start.y);
  const isSame = start.company === document.querySelector("form[data-waits]")?.dataset.company;
  start = null;
  if (!isSame) return; // Another card came under the finger.
  if (Math.abs(across) < FAR || Math.abs(across) < STRAIGHT * down) return;
  const key = across > 0 ? "ArrowRight" : "ArrowLeft";
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}, { passive: true });
