// Choices in a popover are found by typing: those of a select are all there at once, those of a text
// field come from its address. data-create names the field of the form for what does not exist yet.
import { combobox } from "./combobox.js";

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function begins(name, words) {
  return fold(name).split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(words)) || fold(name).startsWith(words);
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

const selectOf = (field) => document.getElementById(field.dataset.of);

combobox({
  matches: "#pop input[data-of]",
  label: (field) => field.placeholder,
  noun: ["choice", "choices"],
  offersAll: true,
  opensAtOnce: true,
  async ask(field, words) {
    const select = selectOf(field);
    const options = [...select.options].filter(({ value }) => value || !select.dataset.create);
    const current = options.find((option) => option.defaultSelected); // Many records have none.
    const values = options.filter(({ text }) => begins(text, fold(words))).map((option) => ({
      value: option.value, name: option.text, more: option.dataset.more, isCurrent: option === current,
    }));
    const all = options.map(({ text }) => ({ name: text }));
    return [...values, ...(select.dataset.create ? creation(words, all) : [])];
  },
  show,
  pick(field, { dataset }) {
    const select = selectOf(field);
    if ("isNew" in dataset) select.form.elements[select.dataset.create].value = dataset.value;
    else select.value = dataset.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  },
});

combobox({
  matches: "#pop input[data-choice]",
  label: (field) => field.labels[0]?.textContent ?? "",
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

// A select becomes a field to type in, with the select behind it as what is sent.
function upgrade() {
  for (const select of document.querySelectorAll("#pop select[data-choice]:not([hidden])")) {
    const field = Object.assign(document.createElement("input"), {
      type: "text", id: `${select.id}-words`, autocomplete: "off", placeholder: select.dataset.words ?? "Search…",
    });
    field.dataset.of = select.id;
    const describedBy = select.getAttribute("aria-describedby");
    if (describedBy) field.setAttribute("aria-describedby", describedBy);
    const name = select.labels[0]?.textContent;
    if (name) field.setAttribute("aria-label", name);
    select.hidden = true;
    select.before(field);
  }
}

document.addEventListener("htmx:afterSwap", upgrade); // The select is never seen, and comboboxes look for fields later.
