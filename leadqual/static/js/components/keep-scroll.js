// The filter that was pressed stays where it is, however many values those above it show afterwards.
let pressed = null;
let held = null;

function remember({ target }) {
  if (target.closest?.(".facets")) pressed = target.closest("details.facet");
}

document.addEventListener("change", remember);
document.addEventListener("click", remember);

document.addEventListener("htmx:beforeSwap", () => {
  held = pressed?.isConnected ? pressed.getBoundingClientRect().top : null;
});

document.addEventListener("htmx:afterSwap", () => {
  if (held === null || !pressed?.isConnected) return;
  pressed.closest(".facets").scrollTop += pressed.getBoundingClientRect().top - held;
  held = null;
});
