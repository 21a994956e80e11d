// Keys in the tree of the taxonomy: up and down through what is shown, right opens, left closes.
// Without this file departments open by a press and functions are links.
const tree = () => document.querySelector("[data-branches]");
const stops = () => [...tree().querySelectorAll("summary, a")].filter((one) => one.checkVisibility());

function step(from, by) {
  const list = stops();
  const at = list.indexOf(from);
  list[Math.min(Math.max(at + by, 0), list.length - 1)]?.focus();
}

function close(from) {
  const branch = from.closest("details");
  if (from.matches("summary")) branch.open = false;
  else branch.querySelector("summary").focus();
}

function open(from) {
  const branch = from.closest("details");
  if (from.matches("summary") && !branch.open) branch.open = true;
  else step(from, 1);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const from = event.target.closest?.("[data-branches] :is(summary, a)");
  const isSearch = event.target.matches?.('.taxo-side input[type="search"]');
  if (isSearch && event.key === "ArrowDown") stops()[0]?.focus();
  else if (!from) return;
  else if (event.key === "ArrowDown") step(from, 1);
  else if (event.key === "ArrowUp") step(from, -1);
  else if (event.key === "ArrowRight") open(from);
  else if (event.key === "ArrowLeft") close(from);
  else if (event.key === "Home") stops()[0].focus();
  else if (event.key === "End") stops().at(-1).focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, { capture: true });

// What is shown at the right is in sight in the tree, without moving the page.
const here = document.querySelector("[data-branches] [aria-current]");
if (here) tree().scrollTop = here.offsetTop - tree().offsetTop - tree().clientHeight / 2;
