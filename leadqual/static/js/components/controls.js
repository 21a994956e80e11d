// Small controls of every page: sliders that say their value, select-all boxes, menus, tips, copy buttons.
// On a phone the tab that is open may stand beyond the edge of its row.
function showTabs(part) {
  for (const here of part.querySelectorAll(".tabs [aria-current]")) {
    const row = here.parentElement;
    row.scrollLeft += here.getBoundingClientRect().left - row.getBoundingClientRect().left
      - (row.clientWidth - here.clientWidth) / 2;
  }
}

function showSlider({ id, value, step }) {
  const output = document.querySelector(`output[for="${id}"]`);
  if (output) output.value = Number(value).toFixed(step.includes(".") ? 2 : 0);
}

document.addEventListener("input", ({ target }) => {
  if (target.type === "range") showSlider(target);
});

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-all]")) return;
  const rows = target.closest("table")?.tBodies[0] ?? target.closest("form");
  for (const box of rows.querySelectorAll(".pick input")) {
    box.checked = target.checked;
  }
});

// "None fits" and functions exclude each other; capturing, so that a preview asks for the result.
document.addEventListener("change", ({ target }) => {
  const form = target.closest("form.fix");
  if (!form) return;
  if (target.name === "other" && target.checked) {
    for (const box of form.querySelectorAll('input[name="functions"]')) box.checked = false;
  } else if (target.name === "functions" && target.checked) {
    form.elements.other.checked = false;
  }
}, true);

// What a narrow page folds away opens, and closes again.
document.addEventListener("click", ({ target }) => {
  const unfold = target.closest("[data-unfold]");
  unfold?.setAttribute("aria-expanded", String(unfold.getAttribute("aria-expanded") !== "true"));
});

document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

// Who leaves a menu by Tab finds no menu over what comes next.
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const menu = target.closest("details.menu[open]");
  if (menu && relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
});

// Enter is a line of a text: with Ctrl or Cmd it saves.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("form textarea")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// A menu that is a form is opened to write in it.
let cameFrom = null; // Where the focus was before.
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.matches?.("details[data-enter]")) {
    cameFrom = document.activeElement;
    const fields = [...target.querySelectorAll("form :is(input, select, summary):not([type=hidden])")];
    const field = fields.find((one) => one.checkVisibility());
    field?.focus({ preventScroll: true });
    if (field?.type === "number") field.select(); // Digits replace what stands there.
  }
}, { capture: true });

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  // A key that opened it left the focus nowhere: the keys of the page, such as Space, work again.
  if (menu.matches("[data-enter]") && cameFrom === document.body) document.activeElement.blur();
  else menu.querySelector("summary").focus();
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

// Browsers give the clipboard to secure addresses only: elsewhere the buttons stay hidden.
document.documentElement.toggleAttribute("data-copies", Boolean(navigator.clipboard));

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
  button.lastChild.textContent = "Copied";
});

showTabs(document);
document.addEventListener("htmx:afterSettle", ({ target }) => showTabs(target)); // Views are tabs, too.
