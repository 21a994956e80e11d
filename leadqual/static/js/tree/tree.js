// Tree of departments and functions: WAI-ARIA tree keys, three-state boxes, search inside.
// Without this file the boxes post as they are and the arrows are links that the server answers.
const upgraded = new WeakSet();
const TYPING_MILLISECONDS = 600;
const FIND_MILLISECONDS = 150;

const box = (item) => item.querySelector(":scope > .node > label > input");
const row = (item) => item.querySelector(":scope > .node");
const nameOf = (item) => row(item).querySelector("label > span").textContent.toLowerCase();
const kids = (item) => [...item.querySelectorAll(":scope > ul > li")];
const parent = (item) => item.parentElement.closest("[data-tree] li");
const twist = (item) => row(item).querySelector(".twist");
const isOpen = (item) => item.hasAttribute("data-open");
const itemsOf = (tree) => [...tree.querySelectorAll("li")];
const shownItems = (tree) => itemsOf(tree).filter((item) => item.checkVisibility());

function show(item) {
  const { checked, indeterminate } = box(item);
  row(item).ariaChecked = indeterminate ? "mixed" : String(checked);
  if (indeterminate) row(item).dataset.state = "mixed";
  else delete row(item).dataset.state;
  if (twist(item)) row(item).ariaExpanded = String(isOpen(item));
}

function settleUp(item) {
  for (let up = parent(item); up; up = parent(up)) {
    const boxes = kids(up).map(box);
    box(up).checked = boxes.every((one) => one.checked);
    box(up).indeterminate = !box(up).checked && boxes.some((one) => one.checked || one.indeterminate);
    show(up);
  }
}

function settle(item) {
  box(item).indeterminate = false;
  for (const kid of item.querySelectorAll("li")) {
    Object.assign(box(kid), { checked: box(item).checked, indeterminate: false });
    show(kid);
  }
  show(item);
  settleUp(item);
}

function open(item, yes) {
  item.toggleAttribute("data-open", yes);
  show(item);
  stopInSight(item.closest("[data-tree]"));
}

function stopAt(tree, item) {
  for (const other of itemsOf(tree)) row(other).tabIndex = other === item ? 0 : -1;
}

// Tab leads to one item; where that is closed away or narrowed out, to the nearest that is shown.
function stopInSight(tree) {
  const stop = itemsOf(tree).find((item) => row(item).tabIndex === 0);
  const list = shownItems(tree);
  if (list.length && !list.includes(stop)) stopAt(tree, list.includes(stop && parent(stop)) ? parent(stop) : list[0]);
}

function focusItem(tree, item) {
  if (!item) return;
  stopAt(tree, item);
  row(item).focus();
}

function typeAhead(tree) {
  let [typed, typedAt, landed] = ["", 0, null];
  return (letter, from) => {
    const now = performance.now();
    const isSameAgain = typed === letter; // "s", "s" steps through all that begin with s.
    const goesOn = now - typedAt < TYPING_MILLISECONDS && from === landed; // Else another key came between.
    typed = goesOn && !isSameAgain ? typed + letter : letter;
    typedAt = now;
    const list = shownItems(tree);
    const at = list.indexOf(from) + (typed.length > 1 ? 0 : 1);
    const ring = [...list.slice(at), ...list.slice(0, at)];
    const found = ring.find((item) => nameOf(item).startsWith(typed));
    landed = found ?? from;
    focusItem(tree, found);
  };
}

function openOrEnter(tree, item) {
  if (!twist(item)) return;
  if (isOpen(item)) focusItem(tree, kids(item)[0]);
  else twist(item).click();
}

function closeOrLeave(tree, item) {
  if (twist(item) && isOpen(item)) open(item, false);
  else focusItem(tree, parent(item));
}

function pressKey(tree, event, toLetter) {
  const item = event.target.closest("li");
  const list = shownItems(tree);
  const at = list.indexOf(item);
  const steps = { ArrowDown: list[at + 1], ArrowUp: list[at - 1], Home: list[0], End: list.at(-1) };
  if (event.key in steps) focusItem(tree, steps[event.key]);
  else if (event.key === "ArrowRight") openOrEnter(tree, item);
  else if (event.key === "ArrowLeft") closeOrLeave(tree, item);
  else if (event.key === " " || event.key === "Enter") box(item).click();
  else if (event.key === "-") row(item).querySelector(".not")?.click();
  else if (event.key === "*") list.filter((one) => kids(one).length).forEach((one) => open(one, true));
  else if (event.key.length === 1 && event.key !== "?") toLetter(event.key.toLowerCase(), item);
  else return;
  event.preventDefault();
}

function giveRoles(tree) {
  Object.assign(tree, { role: "tree", ariaMultiSelectable: "true" });
  for (const list of tree.querySelectorAll("ul")) list.role = "group";
  for (const item of itemsOf(tree)) {
    item.role = "none";
    const level = parent(item) ? "2" : "1";
    Object.assign(row(item), { role: "treeitem", tabIndex: -1, ariaLevel: level });
    for (const inner of row(item).querySelectorAll("a, input, button")) {
      Object.assign(inner, { tabIndex: -1, ariaHidden: "true" });
    }
    box(item).indeterminate = row(item).dataset.state === "mixed";
    show(item);
  }
  const first = tree.querySelector("li");
  if (first) row(first).tabIndex = 0;
}

// A few letters are meant as the beginning of a word: "cto" is no doctor.
function isNamed(name, words) {
  return words.length > 3 ? name.includes(words) : ` ${name}`.replace(/[^\p{L}\p{N}]+/gu, " ").includes(` ${words}`);
}

// `meant` holds the functions that the server knows by a job title, a description, another spelling.
function narrow(tree, words, meant = {}) {
  const hit = (item) => isNamed(nameOf(item), words) || (box(item).name === "function" && box(item).value in meant);
  for (const item of itemsOf(tree).toReversed()) {
    const isInside = kids(item).some((kid) => !kid.hidden && hit(kid));
    const isUnderHit = parent(item) && hit(parent(item));
    item.hidden = words !== "" && !hit(item) && !isInside && !isUnderHit;
    if (words && kids(item).length) open(item, isInside);
  }
  stopInSight(tree);
}

// Said once the server has answered, so that it is not said while somebody types.
function sayNone(tree, isNone) {
  const none = tree.parentElement.querySelector("[data-no-function]");
  if (none) none.hidden = !isNone;
}

// What is typed still finds names where the server does not answer.
async function functionsMeant(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? (await answer.json()).functions : {};
  } catch {
    return {};
  }
}

function addSearch(tree) {
  const search = document.querySelector(`[data-filters="${tree.id}"]`);
  if (!search || upgraded.has(search)) return;
  upgraded.add(search);
  let asked = 0;
  const find = async () => {
    const words = search.value.trim().toLowerCase();
    const shown = () => document.getElementById(search.dataset.filters); // A swap may have replaced it.
    const mine = ++asked;
    if (shown()) {
      narrow(shown(), words);
      sayNone(shown(), false);
    }
    if (!words || !search.dataset.find) return;
    await new Promise((done) => setTimeout(done, FIND_MILLISECONDS));
    if (mine !== asked) return; // More was typed meanwhile.
    const meant = await functionsMeant(`${search.dataset.find}?${new URLSearchParams({ q: words })}`);
    if (mine !== asked || !shown()) return;
    narrow(shown(), words, meant);
    sayNone(shown(), !shownItems(shown()).length);
  };
  search.addEventListener("input", find);
  if (search.value) find(); // Typed before this script was there.
  search.addEventListener("change", (event) => event.stopPropagation()); // It only narrows the tree.
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      const shown = document.getElementById(search.dataset.filters);
      focusItem(shown, shownItems(shown)[0]);
    }
  });
}

// The first ticked function comes into the tree's own box; the page stays where it is.
function scrollToTick(tree) {
  const ticked = shownItems(tree).find((item) => parent(item) && box(item).checked);
  if (!ticked) return;
  const [outer, inner] = [tree.getBoundingClientRect(), row(ticked).getBoundingClientRect()];
  if (inner.bottom > outer.bottom) tree.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
}

function upgradeTree(tree) {
  addSearch(tree);
  if (upgraded.has(tree)) return;
  upgraded.add(tree);
  giveRoles(tree);
  scrollToTick(tree);
  const toLetter = typeAhead(tree);
  tree.addEventListener("change", (event) => settle(event.target.closest("li")));
  tree.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (event.target.closest(".not")) return;
    focusItem(tree, item); // Keys go on where the mouse was.
    if (!event.target.closest(".twist") || !kids(item).length) return; // Not here yet: the link fetches it.
    event.preventDefault();
    open(item, !isOpen(item));
  });
  tree.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) pressKey(tree, event, toLetter);
  });
}

function upgradeTrees() {
  document.querySelectorAll("[data-tree]").forEach(upgradeTree);
}

// The numbers of an answer come as one object: to htmx each span is a swap, and 209 of them take a second.
function showCounts() {
  const given = document.getElementById("tree-counts");
  if (!given) return;
  for (const [name, number] of Object.entries(JSON.parse(given.textContent))) {
    const shown = document.getElementById(`count-${name}`);
    if (!shown) continue; // A page that was open before the taxonomy had it.
    shown.textContent = number;
    shown.closest(".node").classList.toggle("zero", number === "0");
  }
  given.remove();
}

document.addEventListener("htmx:afterSwap", showCounts);

// After every swap, and after htmx has settled attributes: earlier it would take the roles away again.
document.addEventListener("htmx:load", upgradeTrees);
upgradeTrees();
