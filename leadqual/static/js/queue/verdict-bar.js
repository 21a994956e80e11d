// Messages, and what has the focus, stand above the bar of the verdict, however many lines it has.
const height = new ResizeObserver(([{ target }]) => {
  document.documentElement.style.setProperty("--verdict", `${target.offsetHeight}px`);
});

function watch() {
  height.disconnect();
  height.observe(document.getElementById("verdict"));
}

watch();
document.addEventListener("htmx:afterSettle", watch); // An answer may bring another bar.
