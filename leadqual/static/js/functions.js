// Functions are typed: a combobox with a listbox by the WAI-ARIA pattern, several for each form.
// Without this file the field posts what was typed, and the server reads it.
const TYPING_MILLISECONDS = 120;
let asked = 0;

const isField = (target) => target instanceof Element && target.matches("input[data-functions]");
const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
const optionsOf = (field) => [...listOf(field).children];
const chosenOf = (field) => field.form.querySelector("[data-chosen]");

function say(field, words) {
  const place = field.parentElement.querySelector("[role=status]");
  if (place) place.textContent = words;
}

function close(field) {
  asked += 1;
  field.removeAttribute("data-stale");
  listOf(field).hidden = true;
  listOf(field).replaceChildren();
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function select(field, option) {
  for (const other of optionsOf(field)) other.setAttribute("aria-selected", String(other === option));
  if (!option) return;
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function optionOf(field, { slug, name, department, why }, at) {
  const option = document.createElement("li");
  Object.assign(option, { id: `${listOf(field).id}-${at}`, role: "option" });
  Object.assign(option.dataset, { slug, name });
  const more = document.createElement("small");
  more.textContent = why === "name" ? department : `${department} · by ${why}`;
  option.append(name, more);
  return option;
}

function open(field, found) {
  field.removeAttribute("data-stale");
  listOf(field).replaceChildren(...found.map((each, at) => optionOf(field, each, at)));
  listOf(field).hidden = !found.length;
  field.setAttribute("aria-expanded", String(found.length > 0));
  select(field, optionsOf(field)[0]);
  const one = found.length === 1 ? "1 function" : `${found.length} functions`;
  say(field, found.length ? one : "No function is found by these words");
}

async function find(field) {
  const mine = ++asked;
  field.setAttribute("data-stale", ""); // What the list shows is for other words.
  const words = field.value.trim();
  if (!words) return close(field);
  await new Promise((done) => setTimeout(done, TYPING_MILLISECONDS));
  if (mine !== asked) return;
  try {
    const answer = await fetch(`${field.dataset.functions}?${new URLSearchParams({ q: words })}`);
    const { functions } = answer.ok ? await answer.json() : { functions: [] };
    if (mine === asked) open(field, functions);
  } catch {
    if (mine === asked) close(field); // The server reads what was typed when it is sent.
  }
}

function boxOf(field, { slug, name }) {
  const known = [...chosenOf(field).querySelectorAll('input[name="functions"]')];
  const old = known.find((box) => box.value === slug);
  if (old) return old;
  const label = document.createElement("label");
  label.className = "check";
  const box = Object.assign(document.createElement("input"), {
    type: "checkbox", name: "functions", value: slug,
  });
  label.append(box, name);
  const other = chosenOf(field).querySelector('input[name="other"]')?.closest("label") ?? null;
  chosenOf(field).insertBefore(label, other);
  return box;
}

function pick(field, option) {
  const box = boxOf(field, option.dataset);
  box.checked = true;
  field.value = "";
  close(field);
  say(field, `${option.dataset.name} is ticked`);
  box.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
}

function move(field, step) {
  const options = optionsOf(field);
  if (!options.length) return find(field);
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  return select(field, options.at((at + step + options.length) % options.length));
}

async function pickChosen(field) {
  if (field.hasAttribute("data-stale") || listOf(field).hidden) await find(field);
  const chosen = listOf(field).querySelector("[aria-selected=true]");
  if (chosen) pick(field, chosen);
}

function onKey(event) {
  const field = event.target;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") move(field, event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && field.value.trim()) pickChosen(field);
  else if (event.key === "Escape" && (field.value || !listOf(field).hidden)) {
    field.value = "";
    close(field);
  } else if (event.key === "Escape") field.blur(); // Keys of the page work again.
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function upgrade() {
  for (const field of document.querySelectorAll("input[data-functions]:not([role])")) {
    const list = document.createElement("ul");
    Object.assign(list, { id: `${field.id}-list`, role: "listbox", hidden: true, className: "offers" });
    list.setAttribute("aria-label", "Functions");
    const status = Object.assign(document.createElement("span"), { role: "status", className: "vh" });
    field.after(list, status);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value);
    field.addEventListener("change", (event) => event.stopPropagation()); // What is picked counts.
  }
}

document.addEventListener("input", ({ target }) => isField(target) && find(target));
document.addEventListener("keydown", (event) => isField(event.target) && onKey(event), { capture: true });
document.addEventListener("focusout", ({ target }) => isField(target) && close(target));
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".offers [role=option]");
  if (!option) return;
  event.preventDefault(); // The field keeps the focus.
  pick(document.querySelector(`[aria-controls="${option.parentElement.id}"]`), option);
});
document.addEventListener("htmx:load", upgrade);
upgrade();
