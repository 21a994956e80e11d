// Small things of every page: theme and density that are kept, sliders that say their value,
// select-all boxes, the account menu, and toasts that go away or can be put away.
const TOAST_MILLISECONDS = 8000;

function keepChoice({ name, value }) {
  if (value) localStorage.setItem(name, value);
  else localStorage.removeItem(name);
  document.documentElement.dataset[name] = value;
  showChoices();
}

function showChoices() {
  for (const name of ["theme", "density"]) {
    const kept = localStorage.getItem(name) ?? "";
    for (const choice of document.querySelectorAll(`input[name="${name}"]`)) {
      choice.checked = choice.value === kept;
    }
  }
}

function startClock(toast) {
  if (toast.hasAttribute("data-stays")) return;
  let clock = 0;
  const stop = () => clearTimeout(clock);
  const start = () => {
    stop();
    clock = setTimeout(() => toast.remove(), TOAST_MILLISECONDS);
  };
  for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, stop);
  for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, start);
  start();
}

function startClocks() {
  for (const toast of document.querySelectorAll("#toasts .toast:not([data-clock])")) {
    toast.setAttribute("data-clock", "");
    startClock(toast);
  }
}

// On a phone the tab that is open may stand beyond the edge of its row.
function showTabs() {
  for (const here of document.querySelectorAll(".tabs [aria-current]")) {
    const row = here.parentElement;
    row.scrollLeft += here.getBoundingClientRect().left - row.getBoundingClientRect().left
      - (row.clientWidth - here.clientWidth) / 2;
  }
}

function toastOf(words) {
  const toast = document.querySelector("#toast-template").content.cloneNode(true);
  toast.querySelector("span").textContent = words;
  return toast;
}

function say(words) {
  document.querySelector("#toasts").replaceChildren(toastOf(words));
}

function showSlider({ id, value, step }) {
  const output = document.querySelector(`output[for="${id}"]`);
  if (output) output.value = Number(value).toFixed(step.includes(".") ? 2 : 0);
}

document.addEventListener("input", ({ target }) => {
  if (target.type === "range") showSlider(target);
});

document.addEventListener("change", ({ target }) => {
  if (target.matches('input[name="theme"][data-kept], input[name="density"][data-kept]')) {
    keepChoice(target);
  } else if (target.matches("[data-all]")) {
    const rows = target.closest("table")?.tBodies[0] ?? target.closest("form");
    for (const box of rows.querySelectorAll(".pick input")) {
      box.checked = target.checked;
    }
  }
});

// "None fits" and functions exclude each other; capturing, so that a preview asks for the result.
document.addEventListener("change", ({ target }) => {
  const form = target.closest("form.fix");
  if (!form) return;
  if (target.name === "other" && target.checked) {
    for (const box of form.querySelectorAll('input[name="functions"]')) box.checked = false;
    if (form.elements.add) form.elements.add.value = "";
  } else if (target.name === "add" ? target.value : target.name === "functions" && target.checked) {
    form.elements.other.checked = false;
  }
}, true);

// What a narrow page folds away opens, and closes again.
document.addEventListener("click", ({ target }) => {
  const unfold = target.closest("[data-unfold]");
  unfold?.setAttribute("aria-expanded", String(unfold.getAttribute("aria-expanded") !== "true"));
});

document.addEventListener("click", ({ target }) => {
  target.closest("[data-dismiss]")?.closest(".toast, .note").remove();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

// A menu that is a form is opened to write in it.
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.matches?.("details[data-enter]")) {
    target.querySelector("form :is(input, select):not([type=hidden])")?.focus();
  }
}, { capture: true });

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
  event.stopImmediatePropagation();
}, { capture: true });

// Escape puts the words beside labels away; the next move or key brings them back.
document.addEventListener("keydown", (event) => {
  const tip = event.key === "Escape" && document.querySelector(".whys:is(:hover, :focus-visible), .tip:hover");
  document.body.toggleAttribute("data-no-tips", Boolean(tip));
  if (tip) event.stopImmediatePropagation();
}, { capture: true });

document.addEventListener("mouseover", ({ target }) => {
  if (target.closest(".whys")) document.body.removeAttribute("data-no-tips");
});

document.addEventListener("leadqual:say", ({ detail }) => {
  document.querySelector("#toasts").append(toastOf(detail)); // What is said there, and its undo, stays.
});

// An answer to other words than those in the form is none.
const forgetAnswer = ({ target }) => target.querySelector?.("#answer")?.replaceChildren();

document.addEventListener("htmx:sendError", ({ detail }) => {
  forgetAnswer(detail);
  say("No connection. Nothing was saved; try again when you are back.");
});

document.addEventListener("htmx:responseError", ({ detail }) => {
  const reasons = {
    403: "Not allowed. Nothing was changed; sign in again or ask an admin.",
    404: "This is not here any more. Load the page again.",
    429: "Too many requests at once. Nothing was changed; wait a minute.",
  };
  forgetAnswer(detail);
  say(reasons[detail.xhr.status] ?? "That did not work. Nothing was changed; try again.");
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard; // Browsers give the clipboard to secure addresses only.
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
  });
}

new MutationObserver(startClocks).observe(document.body, { childList: true, subtree: true });
showChoices();
startClocks();
showTabs();
