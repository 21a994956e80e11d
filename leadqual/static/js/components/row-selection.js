// Ticks of people, or of companies, stay while pages are turned: their keys, in this tab, for one search.
// Without script the ticks of the page that is shown are sent, or everybody who was found.
const MOST = 250; // As many as one address takes.
const STORE = "picks";
let hasAll = false; // All results are selected, not rows.

const form = () => document.getElementById("picked");
const param = () => form().dataset.records ?? "contact";
const boxes = () => [...document.querySelectorAll(`#results .pick input[name=${param()}]`)];

// The same people in another order are the same search.
function searchOf() {
  const pairs = [...new FormData(form())].filter(([name]) => name !== "sort" && name !== param());
  return JSON.stringify([param(), ...pairs]);
}

function stored() {
  const found = JSON.parse(sessionStorage.getItem(STORE) ?? "{}");
  return found.search === searchOf() ? found : {};
}

function kept() {
  return new Set(stored().keys);
}

function keep(keys) {
  if (keys.size) sessionStorage.setItem(STORE, JSON.stringify({ search: searchOf(), keys: [...keys] }));
  else sessionStorage.removeItem(STORE);
  show(keys);
}

function show(keys) {
  hasAll = false;
  const bar = document.querySelector("[data-picking]");
  if (!bar) return;
  bar.removeAttribute("data-all-results");
  const here = new Set(boxes().map((box) => box.value));
  for (const box of boxes()) box.checked = keys.has(box.value);
  const elsewhere = [...keys].filter((key) => !here.has(key));
  const field = form().querySelector("[data-elsewhere]");
  field.disabled = elsewhere.length === 0;
  field.value = elsewhere.join(".");
  bar.hidden = keys.size === 0;
  const said = bar.querySelector("output");
  bar.querySelector("[data-unpick]").hidden = keys.size >= Number(said.dataset.total);
  const others = elsewhere.length ? `, ${elsewhere.length} on other pages` : "";
  const full = keys.size >= MOST ? ". You can’t select more at once; narrow the search instead" : "";
  said.value = `${keys.size} selected${others}${full}`;
  const all = document.querySelector("#results [data-all]");
  if (all) all.checked = here.size > 0 && elsewhere.length === keys.size - here.size;
}

function take() {
  const keys = kept();
  for (const { value, checked } of boxes()) {
    if (!checked) keys.delete(value);
    else if (keys.size < MOST) keys.add(value);
  }
  keep(keys);
}

// At the window: after the box of the head has set those of its column, before a swap can come between.
addEventListener("change", ({ target }) => {
  if (form() && target.closest?.("#results .pick, #results [data-all]")) take();
});

// All results are the search itself: every box is ticked, on each page, and no key is sent.
function showAll() {
  show(new Set());
  hasAll = true;
  for (const box of boxes()) box.checked = true;
  const bar = document.querySelector("[data-picking]");
  const said = bar.querySelector("output");
  said.value = said.dataset.allSelected;
  bar.hidden = false;
  bar.querySelector("[data-unpick]").hidden = true;
  bar.setAttribute("data-all-results", "");
  const all = document.querySelector("#results [data-all]");
  if (all) all.checked = true;
  return said;
}

// Said where the button was, so that who pressed it sees, or hears, that all are selected now.
function takeAll() {
  sessionStorage.setItem(STORE, JSON.stringify({ search: searchOf(), all: true }));
  showAll().focus();
}

function clear(button) {
  const hadFocus = button === document.activeElement;
  keep(new Set());
  if (hadFocus) document.querySelector("#results [data-all]")?.focus({ preventScroll: true });
}

document.addEventListener("click", ({ target }) => {
  if (!form()) return;
  if (target.closest("[data-unpick]")) takeAll();
  else if (target.closest("[data-clear]")) clear(target);
});

// The boxes stand outside the form; they belong to it by its name.
document.addEventListener("formdata", ({ target, formData }) => {
  if (hasAll && target === form()) formData.delete(param());
});

function restore() {
  if (!form()) return;
  if (stored().all) showAll();
  else keep(kept());
}

document.addEventListener("htmx:afterSwap", restore); // Its row takes room: before the list is scrolled back.
restore();
