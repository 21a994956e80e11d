// Names of regions on the map itself. They are those of the list beside it, which says them to all;
// zoomed in, a region gives way to the names of its parts. Where two would overlap, the larger stays.
const PARTS_FROM = 2; // Zoom.
const GAP = 4; // Pixels.
const SHIFTS = [0, 1, -1, 2, -2]; // Heights of a name that it may move to find room.

let labels = [];

function labelOf(element, isPart) {
  const { x, y } = element.dataset;
  const tag = document.createElement("span");
  tag.textContent = element.textContent;
  return { x: Number(x), y: Number(y), isPart, hasParts: false, tag };
}

// Reads the list anew: it is replaced when companies come or are placed anew.
export function readLabels(holder) {
  labels = [];
  for (const region of document.querySelectorAll("#map-side [data-region][data-x]")) {
    const parts = [...region.parentElement.querySelectorAll("[data-part]")];
    labels.push({ ...labelOf(region, false), hasParts: parts.length > 0 });
    labels.push(...parts.map((part) => labelOf(part, true)));
  }
  holder.replaceChildren(...labels.map(({ tag }) => tag));
  for (const label of labels) {
    label.width = label.tag.offsetWidth;
    label.height = label.tag.offsetHeight;
    label.tag.hidden = true;
  }
}

function isFree(box, taken) {
  return taken.every((one) => box.right + GAP <= one.left || one.right + GAP <= box.left
    || box.bottom + GAP <= one.top || one.bottom + GAP <= box.top);
}

function boxAt({ width, height }, x, y, size) {
  const left = Math.min(Math.max(x - width / 2, GAP), Math.max(size.width - width - GAP, GAP));
  const top = Math.min(Math.max(y - height / 2, GAP), Math.max(size.height - height - GAP, GAP));
  return { left, right: left + width, top, bottom: top + height };
}

function roomFor(label, x, y, size, taken) {
  for (const shift of SHIFTS) {
    const box = boxAt(label, x, y + shift * (label.height + GAP), size);
    if (isFree(box, taken)) return box;
  }
  return null;
}

function show(label, box) {
  label.tag.hidden = false;
  label.tag.style.translate = `${Math.round(box.left)}px ${Math.round(box.top)}px`;
}

export function placeLabels({ zoom, left, top }, size) {
  const wanted = labels.filter(({ isPart, hasParts }) => (zoom < PARTS_FROM ? !isPart : !hasParts));
  for (const { tag } of labels) tag.hidden = true;
  const taken = [];
  let [nearest, least] = [null, Infinity];
  for (const label of wanted) {
    const x = (label.x - left) * zoom * size.width;
    const y = (label.y - top) * zoom * size.height;
    const isSeen = x >= 0 && y >= 0 && x <= size.width && y <= size.height;
    const box = isSeen && roomFor(label, x, y, size, taken);
    const apart = Math.hypot(x - size.width / 2, y - size.height / 2);
    if (apart < least) [nearest, least] = [label, apart];
    if (!box) continue;
    taken.push(box);
    show(label, box);
  }
  // Deep inside a region its name stands above what is seen of it.
  if (!taken.length && nearest) show(nearest, boxAt(nearest, size.width / 2, 0, size));
}
