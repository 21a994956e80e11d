// Choices are found by typing: those of a select are all there at once, those of a text field come from its
// address. The select keeps the value, and stays as it is without script. data-create names the field of the
// form for what does not exist yet.
import { combobox } from "./combobox.js";

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// Where a word begins with what was typed comes first.
function found(options, words) {
  const parts = fold(words).split(/\s+/);
  const fits = options.filter(({ label }) => parts.every((part) => fold(label).includes(part)));
  const begins = ({ label }) => fold(label).split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(parts[0]));
  return [...fits.filter(begins), ...fits.filter((option) => !begins(option))];
}

const creation = (words, values) => {
  const isKnown = values.some(({ value, name }) => fold(name ?? value) === fold(words));
  return words && !isKnown ? [{ value: words, name: `Create “${words}”`, isNew: true }] : [];
};

function show(option, { value, name, more, isCurrent, isNew }) {
  Object.assign(option.dataset, { value, ...(isNew && { isNew: "" }) });
  option.append(name ?? value);
  if (isCurrent) option.setAttribute("data-now", "");
  if (!more) return;
  option.append(Object.assign(document.createElement("small"), { textContent: more }));
}

const nameOf = (field) => field.getAttribute("aria-label") ?? field.labels[0]?.textContent ?? "";
const selectOf = (field) => document.getElementById(field.dataset.of);
const labelOf = (select) => select.selectedOptions[0]?.label ?? "";

function showChosen(field) {
  field.value = labelOf(selectOf(field));
  field.toggleAttribute("data-empty", !selectOf(field).value);
}

function fieldFor(select) {
  const field = Object.assign(document.createElement("input"), {
    id: `${select.id}-words`, type: "text", autocomplete: "off", spellcheck: false, disabled: select.disabled,
    placeholder: select.dataset.words ?? "Search…",
  });
  field.dataset.of = select.id;
  for (const name of ["aria-label", "aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) field.setAttribute(name, select.getAttribute(name));
  }
  for (const label of [...select.labels]) label.htmlFor = field.id;
  return field;
}

function upgrade() {
  for (const select of document.querySelectorAll("select[data-choice]:not([hidden])")) {
    const field = fieldFor(select);
    const isChosen = [...select.options].some((option) => option.defaultSelected);
    if (!isChosen && select.closest("#pop")) select.selectedIndex = -1; // Many records have no value in common.
    select.hidden = true;
    select.before(field);
    select.addEventListener("change", () => showChosen(field));
    field.addEventListener("focus", () => field.select());
    showChosen(field);
  }
}

document.addEventListener("htmx:afterSwap", upgrade); // The select is never seen, and comboboxes look for fields later.
upgrade();

combobox({
  matches: "input[data-of]",
  label: nameOf,
  noun: ["choice", "choices"],
  offersAll: true,
  opensAtOnce: (field) => field.closest("#pop"),
  async ask(field, words) {
    const select = selectOf(field);
    const options = [...select.options].filter(({ value }) => value || !select.dataset.create);
    const values = found(options, words === labelOf(select) ? "" : words).map((option) => ({
      value: option.value, name: option.label, more: option.dataset.more, isCurrent: option.selected,
    }));
    const all = options.map(({ label }) => ({ name: label }));
    return [...values, ...(select.dataset.create ? creation(words, all) : [])];
  },
  show,
  pick(field, { dataset }) {
    const select = selectOf(field);
    if ("isNew" in dataset) select.form.elements[select.dataset.create].value = dataset.value;
    else select.value = dataset.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  },
  leave: showChosen,
});

combobox({
  matches: "#pop input[data-choice]",
  label: nameOf,
  noun: ["company", "companies"],
  async ask(field, words) {
    const answer = await fetch(`${field.dataset.choice}?${new URLSearchParams({ q: words })}`);
    const { values } = answer.ok ? await answer.json() : { values: [] };
    return [...values, ...creation(words, values)];
  },
  show,
  pick(field, { dataset }) {
    field.value = dataset.value;
    if (field.form.matches("[data-at-once]")) field.form.requestSubmit();
  },
});
