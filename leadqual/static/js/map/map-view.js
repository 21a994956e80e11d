// The part of the plane that is seen, all of it 0 to 1: bounded, so that a company is always in view.
import { distanceTo, hasPointIn } from "./map-points.js";

const MAX_ZOOM = 60;
const LEAST_MAX = 8; // Few companies need no more to be told apart.
const RIM = 0.08; // Of the view: a company this near to its edge is as good as out of it.
const FIT_SHARE = 0.88; // Of the view that what is fitted takes.
const WHOLE = { left: 0, right: 1, top: 0, bottom: 1 };
const LINE_PIXELS = 16;
const PAGE_PIXELS = 400;
const MOST_PIXELS = 400; // Of one turn of the wheel; some wheels send thousands.

export function mostZoom({ count }) {
  return Math.min(Math.max(2 * Math.sqrt(count), LEAST_MAX), MAX_ZOOM);
}

function clamp(value, least, most) {
  return Math.min(Math.max(value, least), most);
}

// What is seen after a move: within the plane, and with a company in it where there is any.
export function bounded({ zoom, left, top }, points) {
  const seen = clamp(Number.isFinite(zoom) ? zoom : 1, 1, mostZoom(points));
  const most = 1 - 1 / seen;
  const view = { zoom: seen, left: clamp(left || 0, 0, most), top: clamp(top || 0, 0, most) };
  const inner = innerOf(view);
  if (seen === 1 || !points.count || hasPointIn(points, inner)) return view;
  const at = nearestTo(points, inner);
  const [x, y] = [points.xs[at], points.ys[at]];
  const across = x - clamp(x, inner.left, inner.right);
  const down = y - clamp(y, inner.top, inner.bottom);
  return {
    zoom: seen, left: clamp(view.left + across, 0, most), top: clamp(view.top + down, 0, most),
  };
}

function innerOf({ zoom, left, top }) {
  const [rim, extent] = [RIM / zoom, 1 / zoom];
  return {
    left: left + rim, right: left + extent - rim, top: top + rim, bottom: top + extent - rim,
  };
}

function nearestTo(points, box) {
  let [found, least] = [0, Infinity];
  for (let at = 0; at < points.count; at += 1) {
    const apart = distanceTo(points, at, box);
    if (apart < least) [found, least] = [at, apart];
  }
  return found;
}

// The view that shows points from edge to edge.
export function fitting(points, positions) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const at of positions) {
    box.left = Math.min(box.left, points.xs[at]);
    box.right = Math.max(box.right, points.xs[at]);
    box.top = Math.min(box.top, points.ys[at]);
    box.bottom = Math.max(box.bottom, points.ys[at]);
  }
  const { left, right, top, bottom } = box.left <= box.right ? box : WHOLE;
  const extent = Math.max(right - left, bottom - top, FIT_SHARE / mostZoom(points));
  const zoom = Math.max(FIT_SHARE / extent, 1);
  return bounded(
    { zoom, left: (left + right - 1 / zoom) / 2, top: (top + bottom - 1 / zoom) / 2 }, points,
  );
}

// How much a turn of the wheel zooms, however strong it was and in whatever unit it came.
export function wheelFactor({ deltaY, deltaMode }) {
  const unit = deltaMode ? { 1: LINE_PIXELS, 2: PAGE_PIXELS }[deltaMode] ?? 1 : 1;
  return Math.exp(-clamp(deltaY * unit || 0, -MOST_PIXELS, MOST_PIXELS) / MOST_PIXELS);
}
