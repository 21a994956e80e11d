// `?`: the keys of this page, read from the same aria-keyshortcuts that shortcuts.js presses.
const KEY_SIGNS = {
  ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Enter: "↵", Escape: "Esc",
  "Control+K": "Ctrl K", "Control+Enter": "Ctrl ↵", Space: "Space", Backspace: "Backspace",
};
const TREE_KEYS = [
  ["↑ ↓ Home End", "move in the tree"], ["→ ←", "open, close"], ["Space", "select"], ["*", "open all"],
];
const LIST_KEYS = [["J K ↓ ↑", "next, previous row"], ["↵", "open the row"]];
const BOARD_KEYS = [["← → ↑ ↓", "next card"], ["Shift ← →", "move the card to another status"]];
const CELL_KEYS = [["→ ← ↑ ↓", "move between cells"], ["↵ F2", "edit the cell"], ["Tab", "save it, edit the next"]];
const SELECTION_KEYS = [["X", "select the row"], ["Shift J K", "select several rows"]];

function actionOf(holder) {
  const label = holder.getAttribute("aria-label") ?? holder.dataset.command ?? holder.title;
  if (label) return label.trim();
  const copy = (holder.labels?.[0] ?? holder).cloneNode(true);
  for (const part of copy.querySelectorAll("kbd, svg, .vh")) part.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function keyLine(keys, action) {
  const line = document.createElement("li");
  const signs = document.createElement("span");
  for (const key of keys) {
    const sign = document.createElement("kbd");
    sign.textContent = key;
    signs.append(sign, " ");
  }
  line.append(signs, action);
  return line;
}

function isSeen(holder) {
  const seen = holder.closest("details[data-keys]")?.querySelector("summary") ?? holder;
  return holder.hasAttribute("data-at-cursor") || seen.checkVisibility({ visibilityProperty: true });
}

function linesOfPage() {
  const holders = [...document.querySelectorAll("[aria-keyshortcuts]")];
  const seen = new Set();
  const lines = [];
  for (const holder of holders.filter(isSeen)) {
    const shortcuts = holder.getAttribute("aria-keyshortcuts");
    if (seen.has(shortcuts)) continue;
    seen.add(shortcuts);
    const signs = shortcuts.split(" ").map((key) => KEY_SIGNS[key] ?? key);
    lines.push(keyLine(signs, actionOf(holder)));
  }
  const fixed = [
    ["[data-list-keys]", LIST_KEYS], ["[data-cells]", CELL_KEYS], ["[data-list-keys] .pick", SELECTION_KEYS],
    ["[role=tree]", TREE_KEYS], [".board [data-move]", BOARD_KEYS],
  ];
  for (const [selector, keys] of fixed) {
    if (!document.querySelector(selector)) continue;
    lines.push(...keys.map(([names, action]) => keyLine(names.split(" "), action)));
  }
  return lines;
}

function openHelp(event) {
  const dialog = document.querySelector("dialog.keylist");
  if (!dialog || dialog.open) return;
  event.preventDefault();
  dialog.querySelector("ul").replaceChildren(...linesOfPage());
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) openHelp(event);
  else if (event.target.matches("dialog.keylist")) event.target.close();
});
