// The head of a table stays in sight while a page scrolls, but not inside a box that scrolls sideways: a box
// that its table fits into is marked, and stops being one.
const boxes = new ResizeObserver((changes) => {
  for (const { target } of changes) target.toggleAttribute("data-fits", target.scrollWidth <= target.clientWidth);
});

function watch() {
  for (const table of document.querySelectorAll(".page .scroll > .table")) boxes.observe(table.parentElement);
}

document.addEventListener("htmx:afterSettle", watch);
watch();
