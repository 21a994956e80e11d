// The map of a campaign: every company a point, near is similar. Drag draws a lasso; what it holds
// is counted, and its open companies go to the server as one step.
import { countVerdicts, heldBy, nearest } from "./map-points.js";
import { drawLasso, drawPoints } from "./map-drawing.js";

const CLICK_PIXELS = 4;
const MOST_ZOOM = 40;
const ZOOM_STEP = 1.5;
const STEPS = 10000; // leadqual/matching/plane.py

const plane = document.querySelector("#plane");
const canvas = plane.querySelector("canvas");
const nameTag = plane.querySelector(".plane-name");
const state = plane.querySelector("[data-state]");
const bar = plane.querySelector(".pickbar");
const base = document.createElement("canvas"); // All points, drawn once for each view.
const view = { zoom: 1, left: 0, top: 0 }; // The part of the plane that is seen, 0 to 1.
const fingers = new Map();
let points = { ids: [], names: [], xs: new Float32Array(), ys: new Float32Array(), verdicts: "" };
let lasso = [];
let held = [];
let press = null;
let isWaiting = false;

function size() {
  return { width: canvas.clientWidth, height: canvas.clientHeight };
}

function onPlane({ clientX, clientY }) {
  const box = canvas.getBoundingClientRect();
  return {
    x: view.left + (clientX - box.left) / box.width / view.zoom,
    y: view.top + (clientY - box.top) / box.height / view.zoom,
  };
}

function render({ isMoved }) {
  if (isMoved) drawPoints(base, points, view, size());
  drawLasso(canvas, base, lasso, view, size());
}

let isStale = false;
function redraw({ isMoved = true } = {}) {
  isStale ||= isMoved;
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => {
    isWaiting = false;
    render({ isMoved: isStale });
    isStale = false;
  });
}

function moveView(zoom, left, top) {
  view.zoom = Math.min(Math.max(zoom, 1), MOST_ZOOM);
  const most = 1 - 1 / view.zoom;
  view.left = Math.min(Math.max(left, 0), most);
  view.top = Math.min(Math.max(top, 0), most);
  nameTag.hidden = true;
  redraw();
}

function zoomAt(factor, { x, y }) {
  const zoom = Math.min(Math.max(view.zoom * factor, 1), MOST_ZOOM);
  const share = view.zoom / zoom; // The point under the hand stays under the hand.
  moveView(zoom, x - (x - view.left) * share, y - (y - view.top) * share);
}

function zoomMiddle(factor) {
  zoomAt(factor, { x: view.left + 0.5 / view.zoom, y: view.top + 0.5 / view.zoom });
}

function show(selector, counts) {
  for (const [name, count] of Object.entries(counts)) {
    const place = plane.querySelector(`[${selector}="${name}"]`);
    if (place) place.textContent = count.toLocaleString("en");
  }
}

function hold(shape) {
  lasso = shape;
  held = shape.length > 2 ? heldBy(points, shape) : [];
  const counts = countVerdicts(points, held);
  show("data-picked", { ...counts, all: held.length });
  bar.hidden = shape.length < 3;
  const open = held.filter((at) => points.verdicts[at] === ".");
  bar.elements.companies.value = open.map((at) => points.ids[at]).join(",");
  for (const button of bar.querySelectorAll("[name=verdict]")) button.disabled = !open.length;
  redraw({ isMoved: false });
}

function under(event) {
  return nearest(points, onPlane(event), view, size());
}

function hover(event) {
  const at = under(event);
  canvas.classList.toggle("on-point", at >= 0);
  nameTag.hidden = at < 0;
  if (at < 0) return;
  const words = { "+": ", liked", "-": ", disliked", ".": "" };
  nameTag.textContent = points.names[at] + words[points.verdicts[at]];
  const { width, height } = size();
  const x = (points.xs[at] - view.left) * view.zoom * width;
  const y = (points.ys[at] - view.top) * view.zoom * height;
  const left = Math.max(Math.min(x + 10, width - nameTag.offsetWidth - 4), 4);
  const top = y > height - nameTag.offsetHeight - 14 ? y - nameTag.offsetHeight - 8 : y + 10;
  nameTag.style.translate = `${left}px ${top}px`;
}

function open(at) {
  location.assign(plane.dataset.company.replace("0", points.ids[at]));
}

function middleOf(two) {
  const [one, other] = two;
  return {
    clientX: (one.clientX + other.clientX) / 2,
    clientY: (one.clientY + other.clientY) / 2,
    apart: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
  };
}

function pinch(before, after) {
  const from = onPlane(before);
  zoomAt(after.apart / Math.max(before.apart, 1), from);
  const to = onPlane(after);
  moveView(view.zoom, view.left + from.x - to.x, view.top + from.y - to.y);
}

canvas.addEventListener("pointerdown", (event) => {
  if (event.button > 1) return;
  canvas.setPointerCapture(event.pointerId);
  fingers.set(event.pointerId, event);
  nameTag.hidden = true;
  if (fingers.size > 1) {
    press = null;
    hold([]);
    return;
  }
  const moves = event.shiftKey || event.button === 1;
  press = { moves, from: onPlane(event), event, isDrag: false };
});

canvas.addEventListener("pointermove", (event) => {
  if (fingers.size === 2 && fingers.has(event.pointerId)) {
    const before = middleOf([...fingers.values()]);
    fingers.set(event.pointerId, event);
    pinch(before, middleOf([...fingers.values()]));
    return;
  }
  if (!press) {
    if (!fingers.size) hover(event);
    return;
  }
  const { clientX, clientY } = press.event;
  const far = Math.hypot(event.clientX - clientX, event.clientY - clientY) >= CLICK_PIXELS;
  if (!press.isDrag && !far) return;
  const here = onPlane(event);
  if (press.moves) {
    moveView(view.zoom, view.left + press.from.x - here.x, view.top + press.from.y - here.y);
  } else {
    lasso = press.isDrag ? [...lasso, here] : [press.from, here];
    redraw({ isMoved: false });
  }
  press.isDrag = true;
});

function release(event) {
  fingers.delete(event.pointerId);
  const ended = press;
  press = null;
  if (!ended || event.type === "pointercancel") return;
  if (ended.isDrag) {
    if (!ended.moves) hold(lasso);
    return;
  }
  const at = under(event);
  if (at >= 0 && event.pointerType === "mouse") open(at);
  else if (at >= 0) tapped(at, event);
  else hold([]);
}

function tapped(at, event) {
  // A finger cannot point without pressing: the first tap names the company, the second opens it.
  if (Number(nameTag.dataset.at) === at) open(at);
  hover(event);
  nameTag.dataset.at = at;
}

canvas.addEventListener("pointerup", release);
canvas.addEventListener("pointercancel", release);
canvas.addEventListener("pointerleave", () => { nameTag.hidden = true; });
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoomAt(Math.exp(-event.deltaY / 400), onPlane(event));
}, { passive: false });

plane.addEventListener("click", ({ target }) => {
  if (target.closest("[data-zoom=in]")) zoomMiddle(ZOOM_STEP);
  else if (target.closest("[data-zoom=out]")) zoomMiddle(1 / ZOOM_STEP);
  else if (target.closest("[data-clear]")) hold([]);
});

function say(words) {
  state.textContent = words;
  state.hidden = !words;
}

function stateOf(waiting) {
  if (points.ids.length) return "";
  if (waiting) return "The companies are being read; they are placed as they are read. Look again in a moment.";
  return "This campaign has no companies yet. Import some, or add them from a search.";
}

async function load() {
  const answer = await fetch(plane.dataset.points, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The points did not come: ${answer.status}`);
  const { ids, names, places, verdicts, waiting } = await answer.json();
  const xs = Float32Array.from(ids, (_, at) => places[2 * at] / STEPS);
  const ys = Float32Array.from(ids, (_, at) => places[2 * at + 1] / STEPS);
  points = { ids, names, xs, ys, verdicts };
  show("data-count", countVerdicts(points, ids.keys()));
  say(stateOf(waiting));
  hold(lasso);
  redraw();
}

function reload() {
  load().catch(() => say("The points did not come. Load the page again."));
}

document.addEventListener("points-changed", () => {
  hold([]); // What it held is judged; Undo stands beside the map.
  reload();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw());
new MutationObserver(() => redraw()).observe(document.documentElement, {
  attributeFilter: ["data-theme"],
});
new ResizeObserver(() => redraw()).observe(canvas);
reload();
