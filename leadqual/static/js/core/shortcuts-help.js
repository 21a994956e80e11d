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
  const shown = holder.labels?.[0] ?? holder;
  const isUnseen = (part) => !part.checkVisibility(); // The text of a narrower or a wider window.
  const unseen = new Set(shown.checkVisibility() ? [...shown.querySelectorAll("*")].filter(isUnseen) : []);
  const texts = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
  const words = [];
  while (texts.nextNode()) {
    const { parentElement, data } = texts.currentNode;
    if (!unseen.has(parentElement) && !parentElement.closest("kbd, svg, .vh")) words.push(data);
  }
  return words.join(" ").replace(/\s+/g, " ").trim();
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

// What the page is for comes first, what every page has last.
function rankOf(holder) {
  if (holder.closest("[data-first-keys]")) return 0;
  return holder.hasAttribute("data-everywhere") ? 2 : 1;
}

function linesOfPage() {
  const holders = [...document.querySelectorAll("[aria-keyshortcuts]")].filter(isSeen).sort((a, b) => rankOf(a) - rankOf(b));
  const seen = new Set();
  const lines = [];
  for (const holder of holders) {
    const keys = holder.getAttribute("aria-keyshortcuts").split(" ").filter((key) => !seen.has(key));
    if (!keys.length) continue;
    for (const key of keys) seen.add(key);
    lines.push(keyLine(keys.map((key) => KEY_SIGNS[key] ?? key), actionOf(holder)));
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
