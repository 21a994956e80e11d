// Columns of a file: searched by name, selected by boxes, and put in order. Without script the boxes are
// sent, in the usual order.
const root = document.querySelector("[data-column-order]");
const boxes = [...root?.querySelectorAll("input[type=checkbox]") ?? []];
const list = root?.querySelector("ol");
const rowOf = (code) => [...list.children].find((row) => row.dataset.code === code);

function enhance(row) {
  row.append(Object.assign(document.createElement("input"), { type: "hidden", name: "columns", value: row.dataset.code }));
}

function count() {
  root.querySelector(".in-file .count").textContent = list.children.length;
}

function say(words) {
  root.querySelector("[role=status]").textContent = words;
}

function add(box) {
  const row = root.querySelector("template").content.firstElementChild.cloneNode(true);
  const label = box.closest("label").textContent.trim();
  row.dataset.code = box.value;
  row.querySelector("span").textContent = label;
  for (const button of row.querySelectorAll("button")) {
    button.setAttribute("aria-label", button.getAttribute("aria-label").replace("…", label));
  }
  enhance(row);
  list.append(row);
  row.scrollIntoView({ block: "nearest" });
}

function move(row, step, button) {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  button.focus();
  say(`${row.querySelector("span").textContent} is column ${[...list.children].indexOf(row) + 1}`);
}

function find(words) {
  const parts = words.toLowerCase().split(/\s+/);
  for (const group of root.querySelectorAll("fieldset")) {
    for (const label of group.querySelectorAll("label")) {
      const name = `${label.textContent} ${group.querySelector("legend").textContent}`.toLowerCase();
      label.hidden = !parts.every((part) => name.includes(part));
    }
    group.hidden = !group.querySelector("label:not([hidden])");
  }
  root.querySelector(".empty").hidden = Boolean(root.querySelector("fieldset:not([hidden])"));
}

root?.addEventListener("change", ({ target }) => {
  if (!boxes.includes(target)) return;
  if (target.checked) add(target);
  else rowOf(target.value)?.remove();
  count();
});

root?.addEventListener("click", ({ target }) => {
  const button = target.closest("ol button");
  if (!button) return;
  const row = button.closest("li");
  if (button.dataset.move) return move(row, Number(button.dataset.move), button);
  const next = row.nextElementSibling ?? row.previousElementSibling;
  boxes.find((box) => box.value === row.dataset.code).checked = false;
  row.remove();
  next?.querySelector("[data-remove]").focus();
  count();
});

root?.addEventListener("input", ({ target }) => target.type === "search" && find(target.value.trim()));
root?.addEventListener("keydown", (event) => {
  if (event.target.type === "search" && event.key === "Enter") event.preventDefault();
});

for (const box of boxes) box.removeAttribute("name"); // What is sent has the order of the list.
for (const row of list?.children ?? []) enhance(row);
