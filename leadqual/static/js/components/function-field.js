// Functions are typed: several for each form, each a box that is ticked; or one, which is saved at once.
import { combobox, say } from "./combobox.js";

const chosenOf = (field) => field.form.querySelector("[data-chosen]");

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

combobox({
  matches: "input[data-functions]",
  label: () => "Functions",
  noun: ["function", "functions"],
  async ask(field, words) {
    const answer = await fetch(`${field.dataset.functions}?${new URLSearchParams({ q: words })}`);
    return answer.ok ? (await answer.json()).functions : [];
  },
  show(option, { slug, name, department, why }) {
    Object.assign(option.dataset, { slug, name });
    const more = document.createElement("small");
    more.textContent = why === "name" ? department : `${department} · by ${why}`;
    option.append(name, more);
  },
  pick(field, option) {
    if (field.form.matches("[data-saves]")) {
      field.value = option.dataset.name;
      field.form.requestSubmit();
      return;
    }
    const box = boxOf(field, option.dataset);
    box.checked = true;
    field.value = "";
    say(field, `${option.dataset.name} selected`);
    box.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  },
});
