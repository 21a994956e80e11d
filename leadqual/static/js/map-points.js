// Questions about the points of the map; places are shares of the plane, 0 to 1.
const REACH_PIXELS = 8;
const NAMES = { "+": "like", "-": "dislike", ".": "open" };

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
export function heldBy({ xs, ys }, shape) {
  const lowX = Math.min(...shape.map(({ x }) => x));
  const highX = Math.max(...shape.map(({ x }) => x));
  const lowY = Math.min(...shape.map(({ y }) => y));
  const highY = Math.max(...shape.map(({ y }) => y));
  const held = [];
  for (let at = 0; at < xs.length; at += 1) {
    const isNear = xs[at] >= lowX && xs[at] <= highX && ys[at] >= lowY && ys[at] <= highY;
    if (isNear && isInside(xs[at], ys[at], shape)) held.push(at);
  }
  return held;
}

export function countVerdicts({ verdicts }, positions) {
  const counts = { like: 0, dislike: 0, open: 0 };
  for (const at of positions) counts[NAMES[verdicts[at]]] += 1;
  return counts;
}

// Position of the point next to a place, where one is within reach; else -1.
export function nearest({ xs, ys }, { x, y }, { zoom }, { width, height }) {
  let found = -1;
  let least = REACH_PIXELS ** 2;
  for (let at = 0; at < xs.length; at += 1) {
    const across = (xs[at] - x) * zoom * width;
    const down = (ys[at] - y) * zoom * height;
    const apart = across * across + down * down;
    if (apart <= least) {
      least = apart;
      found = at;
    }
  }
  return found;
}
