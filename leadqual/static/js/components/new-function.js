// A new function: each answer is a step that the form keeps. Its row goes at once and the next one is
// at hand; what the server says without knowing the last step is left aside.
import { process } from "../core/shortcuts.js";
import { takeAway } from "./list-keys.js";

const form = () => document.getElementById("sketch");

function keep({ name, value }) {
  const { steps } = form().elements;
  const all = steps.value.split("|").filter(Boolean);
  steps.value = (name === "undo" ? all.slice(0, -1) : [...all, name[0] + value]).join("|");
  document.querySelector("button[form=sketch][name=undo]").disabled = !steps.value;
}

function send() {
  process(form());
  form().requestSubmit();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[form=sketch][name]");
  if (!button) return;
  event.preventDefault();
  keep(button);
  const row = button.closest("[data-list-keys=answers] tr");
  if (row) takeAway(row);
  send();
});

// What the name, department and description were stays through answers.
const fields = () => document.querySelectorAll("aside form .field [name]");
let typed = new Map();

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  typed = new Map([...fields()].map(({ name, value }) => [name, value]));
  const { elt, formData } = detail.requestConfig;
  const steps = elt === form() && form().elements.steps;
  if (steps && formData.get("steps") !== steps.value) detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSwap", () => {
  for (const field of fields()) field.value = typed.get(field.name) ?? field.value;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.target.form !== form()) return;
  event.preventDefault();
  send();
});
