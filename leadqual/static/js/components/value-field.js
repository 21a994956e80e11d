// Values of long filters are typed: what is picked becomes a box that is ticked.
import { combobox, say } from "./combobox.js";

function boxOf(field, value) {
  const options = field.closest("[id^=options-]");
  const known = [...options.querySelectorAll("input[type=checkbox]")];
  const old = known.find((box) => box.value === value);
  if (old) return old;
  const label = document.createElement("label");
  label.className = "check pick";
  const box = Object.assign(document.createElement("input"), {
    type: "checkbox", name: field.name, value,
  });
  const name = document.createElement("span");
  name.textContent = value;
  label.append(box, name);
  options.insertBefore(label, field.parentElement);
  return box;
}

combobox({
  matches: "input[data-values]",
  label: (field) => field.getAttribute("aria-label"),
  noun: ["value", "values"],
  async ask(field, words) {
    const search = new URLSearchParams(new FormData(field.form));
    search.delete(field.name); // The ticks of a filter do not narrow its own values.
    search.set("facet", field.name);
    search.set("typed", words);
    const answer = await fetch(`${field.dataset.values}?${search}`);
    if (!answer.ok) return [];
    return (await answer.json()).values;
  },
  show(option, { value, n }) {
    option.dataset.value = value;
    const count = document.createElement("small");
    count.className = "num";
    count.textContent = n.toLocaleString("en");
    option.append(value, count);
  },
  pick(field, option) {
    const { value } = option.dataset;
    const box = boxOf(field, value);
    field.value = "";
    if (box.disabled) return say(field, `${value} is excluded; remove that filter first`);
    box.checked = true;
    say(field, `${value} selected`);
    return box.dispatchEvent(new Event("change", { bubbles: true })); // The form asks.
  },
  leave(field) {
    field.value = ""; // Half a name finds nobody.
  },
});
