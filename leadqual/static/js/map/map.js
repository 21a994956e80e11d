// The map of a campaign: every company a point, near is similar. Drag draws a lasso; what it holds
// is counted, and its open companies go to the server as one step.
import { drawAbove } from "./map-lasso.js";
import { bandsOf, colors, dress } from "./map-shapes.js";
import { makePixels } from "./map-canvas2d.js";
import { placeLabels, readLabels } from "./map-labels.js";
import {
  NO_SCORE, countVerdicts, heldBy, hullOf, idOf, inRegion, nearest, positionOf, unpack,
} from "./map-points.js";
import { bounded, fitting, wheelFactor } from "./map-view.js";
import { makeWebGL } from "./map-webgl.js";

const CLICK_PIXELS = 4;
const CARD_HEAD = 160; // Pixels.
const ZOOM_STEP = 1.5;
const LOOK_AGAIN = 3000; // Milliseconds, while a job places the companies.
const WORDS = new Map([[1, ", liked"], [-1, ", disliked"], [0, ""]]);

const plane = document.querySelector("#plane");
const [canvas, above] = plane.querySelectorAll("canvas");
const labels = plane.querySelector(".plane-labels");
const nameTag = plane.querySelector(".plane-name");
const state = plane.querySelector("[data-state]");
const bar = plane.querySelector(".pickbar");
const view = { zoom: 1, left: 0, top: 0 }; // The part of the plane that is seen, 0 to 1.
const fingers = new Map();
let drawing = makeWebGL(canvas) ?? makePixels(canvas);
let points = unpack(new ArrayBuffer(24));
let names = new Map();
let lasso = [];
let held = [];
let press = null;
let isWaiting = false;
let isFitted = false; // Once; afterwards only a hand moves what is seen.

function size() {
  return { width: above.clientWidth, height: above.clientHeight };
}

function onPlane({ clientX, clientY }) {
  const box = above.getBoundingClientRect();
  return {
    x: view.left + (clientX - box.left) / box.width / view.zoom,
    y: view.top + (clientY - box.top) / box.height / view.zoom,
  };
}

function chosen() {
  const at = positionOf(points, Number(document.querySelector("#map-card").dataset.company));
  return at < 0 ? null : { x: points.xs[at], y: points.ys[at] };
}

function render({ isMoved }) {
  if (isMoved) {
    drawing.draw(view);
    placeLabels(view, size());
  }
  drawAbove(above, { lasso, chosen: chosen() }, view, size());
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

function look(wanted) {
  Object.assign(view, wanted);
  nameTag.hidden = true;
  redraw();
}

function moveView(zoom, left, top) {
  look(bounded({ zoom, left, top }, points));
}

function zoomAt(factor, { x, y }) {
  const { zoom } = bounded({ ...view, zoom: view.zoom * factor }, points);
  const share = view.zoom / zoom; // The point under the hand stays under the hand.
  moveView(zoom, x - (x - view.left) * share, y - (y - view.top) * share);
}

function zoomMiddle(factor) {
  zoomAt(factor, { x: view.left + 0.5 / view.zoom, y: view.top + 0.5 / view.zoom });
}

function show(selector, counts) {
  for (const [name, count] of Object.entries(counts)) {
    const places = plane.querySelectorAll(`[${selector}="${name}"]`);
    for (const place of places) place.textContent = count.toLocaleString("en");
  }
}

function hold(shape, { positions = null, words = "the selection" } = {}) {
  lasso = shape;
  held = positions ?? (shape.length > 2 ? heldBy(points, shape) : []);
  plane.querySelector("[data-picked-of]").textContent = words;
  const counts = countVerdicts(points, held);
  show("data-picked", { ...counts, all: held.length });
  bar.hidden = !positions && shape.length < 3;
  if (!bar.hidden) bar.scrollIntoView({ block: "nearest" });
  const open = held.filter((at) => points.verdicts[at] === 0);
  bar.elements.companies.value = open.map((at) => idOf(points, at)).join(",");
  for (const button of bar.querySelectorAll("[name=verdict]")) button.disabled = !open.length;
  redraw({ isMoved: false });
}

function under(event) {
  return nearest(points, onPlane(event), view, size());
}

function hover(event) {
  const at = under(event);
  above.classList.toggle("on-point", at >= 0);
  nameTag.hidden = at < 0;
  if (at < 0) return;
  const score = points.scores[at];
  const scored = score === NO_SCORE ? "" : ` ${signed(score)}`;
  const name = names.get(idOf(points, at)) ?? "A company";
  nameTag.textContent = `${name}${scored}${WORDS.get(points.verdicts[at])}`;
  const { width, height } = size();
  const x = (points.xs[at] - view.left) * view.zoom * width;
  const y = (points.ys[at] - view.top) * view.zoom * height;
  const left = Math.max(Math.min(x + 10, width - nameTag.offsetWidth - 4), 4);
  const top = y > height - nameTag.offsetHeight - 14 ? y - nameTag.offsetHeight - 8 : y + 10;
  nameTag.style.translate = `${left}px ${top}px`;
}

// +0.62, as the lists write it.
function signed(hundredths) {
  const sign = hundredths > 0 ? "+" : "−";
  return hundredths ? sign + (Math.abs(hundredths) / 100).toFixed(2) : "0.00";
}

async function open(at) {
  const id = idOf(points, at);
  const part = { target: "#map-card", swap: "outerHTML" };
  await htmx.ajax("GET", plane.dataset.card.replace("/0/", `/${id}/`), part);
  history.replaceState(null, "", `?company=${id}`);
  const card = document.querySelector("#map-card");
  const { top } = card.getBoundingClientRect(); // Where its head is seen, the page stays.
  if (top < 0 || top > innerHeight - CARD_HEAD) card.scrollIntoView();
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

above.addEventListener("pointerdown", (event) => {
  if (event.button > 1) return;
  above.setPointerCapture(event.pointerId);
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

above.addEventListener("pointermove", (event) => {
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

above.addEventListener("pointerup", release);
above.addEventListener("pointercancel", release);
above.addEventListener("pointerleave", ({ pointerType }) => {
  if (pointerType !== "touch") nameTag.hidden = true; // A finger leaves with every tap.
});
above.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoomAt(wheelFactor(event), onPlane(event));
}, { passive: false });

plane.addEventListener("click", (event) => {
  const { target } = event;
  if (target.closest("[data-zoom=in]")) zoomMiddle(ZOOM_STEP);
  else if (target.closest("[data-zoom=out]")) zoomMiddle(1 / ZOOM_STEP);
  else if (target.closest("[data-fit=all]")) look(fitting(points, points.keys.keys()));
  else if (target.closest("[data-fit=held]")) look(fitting(points, held));
  else if (target.closest("[data-clear]")) {
    event.preventDefault();
    history.replaceState(null, "", location.pathname);
    hold([]);
  }
});

function say(words) {
  state.textContent = words;
  state.hidden = !words;
}

function stateOf({ count, waiting, isPlacing }) {
  if (count) return "";
  if (isPlacing) return "Computing positions. Companies appear when they are ready.";
  if (waiting) return "Analyzing companies. They appear on the map as they are analyzed; refresh in a moment.";
  return "This campaign has no companies yet. Import some, or add them from a search.";
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The map data could not be loaded: ${answer.status}`);
  return answer;
}

function isByScore() {
  return plane.querySelector("[name=color]:checked").value === "score";
}

function paint() {
  drawing.paint(colors());
  redraw();
}

function showColor() {
  for (const part of plane.querySelectorAll("[data-color]")) {
    part.hidden = part.dataset.color !== (isByScore() ? "score" : "verdict");
  }
  const bands = bandsOf(points);
  for (const place of plane.querySelectorAll("[data-band]")) {
    const { band, sign } = place.dataset;
    place.textContent = sign + (bands[band] / 100).toFixed(2);
  }
  drawing.load(points, dress(points, isByScore(), bands));
  paint();
}

function holdRegion(number, words) {
  const positions = inRegion(points, number);
  hold(hullOf(points, positions), { positions, words });
}

async function load() {
  points = unpack(await (await fetched(plane.dataset.points)).arrayBuffer());
  show("data-count", countVerdicts(points, points.keys.keys()));
  const isScored = (one, at) => one !== NO_SCORE && !points.verdicts[at];
  plane.querySelector("[data-no-score]").hidden = points.scores.some((one) => one !== NO_SCORE);
  plane.querySelector("[data-with-score]").hidden = !points.scores.some(isScored);
  say(stateOf(points));
  if (!isFitted && points.count) Object.assign(view, fitting(points, points.keys.keys()));
  isFitted ||= points.count > 0;
  showColor();
  const asked = plane.querySelector("[data-held]");
  if (asked) holdRegion(Number(asked.dataset.held), asked.textContent);
  asked?.removeAttribute("data-held");
  if (points.isPlacing) setTimeout(reload, LOOK_AGAIN);
  // Companies that were placed just now belong to regions that the list does not know yet.
  const placed = document.querySelector("#map-side").dataset.placed;
  if (placed !== String(points.count)) window.htmx.trigger(document.body, "regions-behind");
}

async function loadNames() {
  const lines = (await (await fetched(plane.dataset.names)).text()).split("\n");
  names = new Map(lines.map((line) => {
    const space = line.indexOf(" ");
    return [Number(line.slice(0, space)), line.slice(space + 1)];
  }));
}

function reload() {
  const wanted = [load()];
  if (names.size !== points.count || !names.size) wanted.push(loadNames());
  Promise.all(wanted).catch(() => say("The map data could not be loaded. Reload the page."));
}

function resize() {
  const { width, height } = size();
  for (const one of [canvas, above]) {
    one.width = Math.round(width * devicePixelRatio);
    one.height = Math.round(height * devicePixelRatio);
  }
  showLabels();
}

document.addEventListener("points-changed", () => {
  hold([]); // What it held is judged; Undo stands beside the map.
  reload();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-region]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, "", link.href);
  holdRegion(Number(link.dataset.region), link.textContent);
});
plane.addEventListener("change", ({ target }) => {
  if (target.name !== "color") return;
  localStorage.setItem("map-color", target.value);
  showColor();
});
function showLabels() {
  readLabels(labels);
  redraw();
}

document.addEventListener("htmx:afterSwap", () => redraw({ isMoved: false }));
document.addEventListener("htmx:load", ({ target }) => {
  if (target.id === "map-side") showLabels();
});
canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
canvas.addEventListener("webglcontextrestored", () => {
  drawing = makeWebGL(canvas) ?? drawing;
  showColor();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
new ResizeObserver(resize).observe(above);
const kept = localStorage.getItem("map-color");
if (kept === "score") plane.querySelector("[name=color][value=score]").checked = true;
drawing.paint(colors());
readLabels(labels);
reload();
