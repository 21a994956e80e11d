// Questions about the points of the map; places are shares of the plane, 0 to 1.
export const NO_SCORE = -128; // leadqual/campaigns/map_data.py
const STEPS = 65535;
const HEAD_BYTES = 24;
const REACH_PIXELS = 8;
const CELLS = 128; // The grid of hover: a point is looked for in the cells around the hand only.
const NAMES = new Map([[1, "like"], [-1, "dislike"], [0, "open"]]);

// Reads what leadqual/campaigns/map_data.py packs.
export function unpack(buffer) {
  const head = new DataView(buffer);
  const first = head.getFloat64(0, true);
  const count = head.getUint32(8, true);
  let from = HEAD_BYTES;
  const column = (Kind) => {
    const found = new Kind(buffer, from, count);
    from += found.byteLength;
    return found;
  };
  const keys = column(Uint32Array);
  const points = {
    count,
    first,
    keys,
    xs: Float32Array.from(column(Uint16Array), (step) => step / STEPS),
    ys: Float32Array.from(column(Uint16Array), (step) => step / STEPS),
    scores: column(Int8Array),
    verdicts: column(Int8Array),
    regions: column(Uint8Array),
    waiting: head.getUint32(12, true),
    isPlacing: head.getUint32(16, true) === 1,
  };
  return { ...points, cells: cellsOf(points) };
}

export function idOf({ first, keys }, at) {
  return first + keys[at];
}

// Position of a company; -1 where it is no point.
export function positionOf({ first, keys }, id) {
  let [low, high] = [0, keys.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (first + keys[middle] === id) return middle;
    if (first + keys[middle] < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function cellAt(share) {
  return Math.min(Math.max(Math.floor(share * CELLS), 0), CELLS - 1);
}

// Positions sorted by cell, and where each cell starts.
function cellsOf({ count, xs, ys }) {
  const cells = new Uint16Array(count);
  const starts = new Uint32Array(CELLS * CELLS + 1);
  for (let at = 0; at < count; at += 1) {
    cells[at] = cellAt(ys[at]) * CELLS + cellAt(xs[at]);
    starts[cells[at] + 1] += 1;
  }
  for (let cell = 0; cell < CELLS * CELLS; cell += 1) starts[cell + 1] += starts[cell];
  const next = starts.slice();
  const members = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) {
    members[next[cells[at]]] = at;
    next[cells[at]] += 1;
  }
  return { starts, members };
}

// Calls back with the position of each point in the cells that a box touches.
function eachNear({ cells: { starts, members } }, { left, right, top, bottom }, look) {
  for (let row = cellAt(top); row <= cellAt(bottom); row += 1) {
    const from = starts[row * CELLS + cellAt(left)];
    const to = starts[row * CELLS + cellAt(right) + 1];
    for (let at = from; at < to; at += 1) look(members[at]);
  }
}

// Whether any point lies in a box; stops at the first.
export function hasPointIn({ xs, ys, cells: { starts, members } }, { left, right, top, bottom }) {
  for (let row = cellAt(top); row <= cellAt(bottom); row += 1) {
    const to = starts[row * CELLS + cellAt(right) + 1];
    for (let at = starts[row * CELLS + cellAt(left)]; at < to; at += 1) {
      const [x, y] = [xs[members[at]], ys[members[at]]];
      if (x >= left && x <= right && y >= top && y <= bottom) return true;
    }
  }
  return false;
}

// How far a point lies outside a box, squared.
export function distanceTo({ xs, ys }, at, { left, right, top, bottom }) {
  const across = Math.max(left - xs[at], 0, xs[at] - right);
  const down = Math.max(top - ys[at], 0, ys[at] - bottom);
  return across * across + down * down;
}

function isInside(x, y, shape) {
  let isOdd = false;
  for (let at = 0, last = shape.length - 1; at < shape.length; last = at, at += 1) {
    const one = shape[at];
    const other = shape[last];
    if (one.y > y !== other.y > y
      && x < ((other.x - one.x) * (y - one.y)) / (other.y - one.y) + one.x) isOdd = !isOdd;
  }
  return isOdd;
}

// Positions of the points inside a closed shape, by the even-odd rule.
export function heldBy(points, shape) {
  const [xs, ys] = [shape.map(({ x }) => x), shape.map(({ y }) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const held = [];
  eachNear(points, { left, right, top, bottom }, (at) => {
    const [x, y] = [points.xs[at], points.ys[at]];
    const isNear = x >= left && x <= right && y >= top && y <= bottom;
    if (isNear && isInside(x, y, shape)) held.push(at);
  });
  return held;
}

// Positions of the points of a region.
export function inRegion({ regions }, number) {
  const held = [];
  regions.forEach((own, at) => {
    if (own === number) held.push(at);
  });
  return held;
}

// The tightest shape around points, by Andrew's monotone chain.
export function hullOf({ xs, ys }, positions) {
  const sorted = [...positions].sort((a, b) => xs[a] - xs[b] || ys[a] - ys[b]);
  const half = (order) => {
    const chain = [];
    for (const at of order) {
      while (chain.length > 1) {
        const [a, b] = chain.slice(-2);
        if ((xs[b] - xs[a]) * (ys[at] - ys[a]) > (ys[b] - ys[a]) * (xs[at] - xs[a])) break;
        chain.pop();
      }
      chain.push(at);
    }
    return chain.slice(0, -1);
  };
  const around = sorted.length > 1 ? [...half(sorted), ...half(sorted.toReversed())] : sorted;
  return around.map((at) => ({ x: xs[at], y: ys[at] }));
}

export function countVerdicts({ verdicts }, positions) {
  const counts = { like: 0, dislike: 0, open: 0 };
  for (const at of positions) counts[NAMES.get(verdicts[at])] += 1;
  return counts;
}

// Position of the point next to a place, where one is within reach; else -1.
export function nearest(points, { x, y }, { zoom }, { width, height }) {
  let found = -1;
  let least = REACH_PIXELS ** 2;
  const [reachX, reachY] = [REACH_PIXELS / zoom / width, REACH_PIXELS / zoom / height];
  const box = { left: x - reachX, right: x + reachX, top: y - reachY, bottom: y + reachY };
  eachNear(points, box, (at) => {
    const across = (points.xs[at] - x) * zoom * width;
    const down = (points.ys[at] - y) * zoom * height;
    const apart = across * across + down * down;
    if (apart <= least) {
      least = apart;
      found = at;
    }
  });
  return found;
}
