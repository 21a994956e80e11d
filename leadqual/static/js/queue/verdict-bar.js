// Messages stand above the bar of the verdict, however many lines of reasons it has.
const height = new ResizeObserver(([{ target }]) => {
  document.body.style.setProperty("--verdict", `${target.offsetHeight}px`);
});

function watch() {
  height.disconnect();
  height.observe(document.getElementById("verdict"));
}

watch();
document.addEventListener("htmx:afterSettle", watch); // An answer may bring another bar.
