// A select of many options becomes a field to search them. The select keeps the value; without script
// it stays as it is.
import { combobox } from "./combobox.js";

const selectOf = (field) => field.parentElement.querySelector("select");
const labelOf = (select) => select.selectedOptions[0]?.label ?? "";

function show(field) {
  field.value = labelOf(selectOf(field));
  field.toggleAttribute("data-empty", !selectOf(field).value);
}

function upgrade() {
  for (const select of document.querySelectorAll("select[data-combobox]:not([hidden])")) {
    const field = Object.assign(document.createElement("input"), {
      id: `find-${select.name}`, type: "text", autocomplete: "off", spellcheck: false, disabled: select.disabled,
    });
    field.dataset.selects = "";
    field.setAttribute("aria-label", select.getAttribute("aria-label"));
    select.hidden = true;
    select.before(field);
    select.addEventListener("change", () => show(field));
    field.addEventListener("focus", () => field.select());
    show(field);
  }
}

document.addEventListener("htmx:load", upgrade);
upgrade();

combobox({
  matches: "input[data-selects]",
  offersAll: true,
  label: (field) => field.getAttribute("aria-label"),
  noun: ["field", "fields"],
  async ask(field, words) {
    const select = selectOf(field);
    const parts = words === labelOf(select) ? [] : words.toLowerCase().split(/\s+/);
    return [...select.options].filter(({ label }) => parts.every((part) => label.toLowerCase().includes(part)));
  },
  show(option, { label, value, selected }) {
    option.dataset.value = value;
    option.textContent = label;
    option.toggleAttribute("data-now", selected);
  },
  pick(field, option) {
    const select = selectOf(field);
    select.value = option.dataset.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  },
  leave: show,
});
