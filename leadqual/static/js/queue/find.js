// `/` in the queue: arrows walk from the box through what was found, Enter opens it, Escape leads back. Enter in the box
// opens the first company of an answer to the words that stand there.
const box = () => document.querySelector("#find-words");
const actions = () => [...document.querySelectorAll("#found tbody td.end :is(a, button)")];

function isAnswered() {
  const found = document.querySelector("#found");
  return found?.dataset.words === box().value.trim() && !document.querySelector(".htmx-request");
}

function move(event, step) {
  const places = [box(), ...actions()];
  const here = places.indexOf(document.activeElement);
  if (here < 0) return;
  event.preventDefault();
  places[Math.min(Math.max(here + step, 0), places.length - 1)].focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && event.target === box()) {
    event.preventDefault();
    document.querySelector("[data-back]").click();
  } else if (event.key === "ArrowDown") move(event, 1);
  else if (event.key === "ArrowUp") move(event, -1);
  else if (event.key === "Enter" && event.target === box() && isAnswered()) {
    const [first] = actions();
    if (!first) return;
    event.preventDefault();
    first.click();
  }
});
