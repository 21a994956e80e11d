// A field of tags, with commas between them: the browser offers tags that are in use for the one that is typed.
const list = Object.assign(document.createElement("datalist"), { id: "tags-in-use" });
document.body.append(list);
let asked = 0;

const tagsIn = (text) => text.split(",").map((tag) => tag.trim());

document.addEventListener("input", async ({ target: field }) => {
  if (!field.matches?.("input[data-tags]")) return;
  const mine = ++asked;
  const given = tagsIn(field.value);
  const typed = given.pop();
  if (!typed) return list.replaceChildren();
  field.setAttribute("list", list.id);
  const answer = await fetch(`${field.dataset.tags}&${new URLSearchParams({ typed })}`);
  if (!answer.ok || mine !== asked) return;
  const { values } = await answer.json();
  const others = values.filter(({ value }) => !given.includes(value));
  list.replaceChildren(...others.map(({ value }) => new Option("", [...given, value].join(", "))));
});
