// A shared answer of Look up: what follows `#` fills the form, which is then sent.
// Browsers send that part of an address to nobody, so that no log holds a text.
function fillAndSend() {
  const words = new URLSearchParams(window.location.hash.slice(1));
  const form = document.querySelector("#look-up form.asks");
  if (!form || !words.size) return;
  let isFilled = false;
  for (const [name, value] of words) {
    const field = form.elements.namedItem(name);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) continue;
    if (field.type === "hidden") continue;
    field.value = value;
    isFilled = true;
  }
  if (isFilled) form.requestSubmit();
}

window.addEventListener("load", fillAndSend);
window.addEventListener("hashchange", fillAndSend);
