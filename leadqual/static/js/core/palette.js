// Ctrl-K: one field for places, actions and a search for people and companies by what was typed.
// Without script the button is a link to the search page.
const palette = document.querySelector("dialog.palette");
const field = palette?.querySelector("input");
const FIND_DELAY = 120; // Milliseconds without a key before records are asked for.
const MIN_LETTERS = 2; // As palette_options.py has it.
let isMoved = false; // Somebody chose a row by arrow: what comes later does not choose another one.
let isEntered = false; // Enter was pressed before the first row of this query was there.
let isFinding = false; // Records of the query that is shown are still being asked for.
let finding = new AbortController();
let savedCame = Promise.resolve();

function allOptions() {
  return [...palette.querySelectorAll('[role="option"]')];
}

function shownOptions() {
  return allOptions().filter((option) => !option.hidden);
}

function select(option) {
  for (const other of allOptions()) other.setAttribute("aria-selected", String(other === option));
  field.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}

function fillSearches() {
  const words = field.value.trim();
  for (const option of palette.querySelectorAll("[data-search]")) {
    const address = new URL(option.dataset.search, location.origin);
    address.searchParams.set("q", words);
    option.href = address;
    option.querySelector("b").textContent = words;
    option.hidden = words === "" || isFinding;
  }
}

function matches(option, words) {
  const text = `${option.textContent} ${option.dataset.also ?? ""}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function filter() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  fillSearches();
  for (const option of palette.querySelectorAll('[role="option"]:not([data-search], [data-found])')) {
    const isUntyped = "typed" in option.dataset && !words.length; // Many: only what is meant.
    option.hidden = isUntyped || !matches(option, words);
  }
  for (const group of palette.querySelectorAll('[role="group"]')) {
    group.hidden = !group.querySelector('[role="option"]:not([hidden])');
  }
  if (!isMoved) select(firstOption());
}

// Rows that are there at once come first. Where none fits, the first record that is found does: until
// then nothing is selected, and Enter waits.
function firstOption() {
  const first = shownOptions()[0];
  return isFinding && first?.closest("[aria-labelledby=palette-saved]") ? undefined : first;
}

// The rows of a query go with it: what is selected and opened is what was typed.
function onInput() {
  isMoved = false;
  isEntered = false;
  finding.abort();
  finding = new AbortController();
  palette.querySelector("#palette-found").replaceChildren();
  isFinding = field.value.trim().length >= MIN_LETTERS;
  filter();
  if (isFinding) find(field.value, finding.signal);
}

async function find(query, signal) {
  let html = "";
  try {
    await new Promise((resolve) => setTimeout(resolve, FIND_DELAY));
    if (signal.aborted) return;
    const url = `${field.dataset.find}?${new URLSearchParams({ q: query })}`;
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal });
    if (answer.ok) html = await answer.text();
    await savedCame; // They stand above.
  } catch {
    html = ""; // Search itself is offered.
  }
  if (signal.aborted) return;
  window.htmx.swap("#palette-found", html, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
  isFinding = false;
  filter();
  if (isEntered) press();
}

function press() {
  palette.querySelector('[aria-selected="true"]:not([hidden])')?.click();
}

// What the page itself offers: anything marked data-command is pressed from here too.
function fillCommands() {
  const group = palette.querySelector("[data-commands]");
  for (const old of group.querySelectorAll('[role="option"]')) old.remove();
  const template = document.querySelector("#command-template").content.firstElementChild;
  [...document.querySelectorAll("[data-command]")].forEach((command, at) => {
    const option = template.cloneNode(true);
    option.id = `command-${at}`;
    option.querySelector("span").textContent = command.dataset.command;
    option.addEventListener("click", () => {
      palette.close();
      command.click();
    });
    group.append(option);
  });
}

function openPalette(event) {
  event.preventDefault();
  if (!palette.open) {
    fillCommands();
    palette.showModal();
    savedCame = savedRows();
    palette.dispatchEvent(new Event("leadqual:open")); // Saved searches are fetched then.
  }
  field.select();
  onInput();
}

// Once a page: later they are there.
function savedRows() {
  const group = palette.querySelector("[aria-labelledby=palette-saved]");
  if (group.dataset.came !== undefined) return savedCame;
  group.dataset.came = "";
  return new Promise((resolve) => {
    group.addEventListener("htmx:afterSettle", resolve, { once: true });
    group.addEventListener("htmx:responseError", resolve, { once: true });
    group.addEventListener("htmx:sendError", resolve, { once: true });
  });
}

function move(step) {
  const found = shownOptions();
  if (!found.length) return;
  const at = found.findIndex((option) => option.getAttribute("aria-selected") === "true");
  isMoved = true;
  select(found.at(at < 0 && step < 0 ? -1 : (at + step) % found.length));
}

function onFieldKey(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Escape") palette.close(); // Of itself the field would only be emptied.
  else if (event.key === "Enter") {
    isEntered = isFinding && !palette.querySelector('[aria-selected="true"]:not([hidden])');
    if (!isEntered) press();
  } else return;
  event.preventDefault();
}

if (palette) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) openPalette(event);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) openPalette(event);
  });
  field.addEventListener("input", onInput);
  palette.addEventListener("htmx:afterSettle", filter); // Saved searches came after it was opened.
  field.addEventListener("keydown", onFieldKey);
  palette.addEventListener("click", ({ target }) => {
    const kept = target.closest("[data-keep]");
    if (kept) document.querySelector(`#${kept.dataset.keep}`)?.click();
    if (kept || target === palette) palette.close();
  });
}
