// Ctrl-K: one field for places, actions and a search for people and companies by what was typed.
// Without script the button is a link to the search page.
const palette = document.querySelector("dialog.palette");
const field = palette?.querySelector("input");

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
    option.hidden = words === "";
  }
}

function matches(option, words) {
  const text = option.textContent.toLowerCase();
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
  select(shownOptions()[0]);
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
    palette.dispatchEvent(new Event("leadqual:open")); // Saved searches are fetched then.
  }
  field.select();
  filter();
}

function move(step) {
  const found = shownOptions();
  if (!found.length) return;
  const at = found.findIndex((option) => option.getAttribute("aria-selected") === "true");
  select(found.at((at + step + found.length) % found.length));
}

function onFieldKey(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Escape") palette.close(); // Of itself the field would only be emptied.
  else if (event.key === "Enter") {
    palette.querySelector('[aria-selected="true"]:not([hidden])')?.click();
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
  field.addEventListener("input", filter);
  palette.addEventListener("htmx:afterSettle", filter); // Saved searches came after it was opened.
  field.addEventListener("keydown", onFieldKey);
  palette.addEventListener("click", ({ target }) => {
    const kept = target.closest("[data-keep]");
    if (kept) document.querySelector(`#${kept.dataset.keep}`)?.click();
    if (kept || target === palette) palette.close();
  });
}
