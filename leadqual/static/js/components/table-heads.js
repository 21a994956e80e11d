// The head of a table stays in sight while a page scrolls, but not inside a box that scrolls sideways: a box
// that its table fits into is marked, and stops being one.
const boxes = new ResizeObserver((changes) => {
  for (const { target } of changes) target.toggleAttribute("data-fits", target.scrollWidth <= target.clientWidth);
});

// While rows are selected, the header of results stays in sight, and the heads of columns below it.
const headers = new ResizeObserver((changes) => {
  for (const { target } of changes) target.parentElement?.style.setProperty("--results-header", `${target.offsetHeight}px`);
});

function watch() {
  const header = document.querySelector(".results > header");
  if (header) headers.observe(header);
  for (const table of document.querySelectorAll(".page .scroll > .table")) boxes.observe(table.parentElement);
}

document.addEventListener("htmx:afterSettle", watch);
watch();
