// Shape, size, and order of points, by verdict or by score. Their colors are those of the legend
// (css/map/colors.css), in either theme; shape says first what color says again.
import { NO_SCORE } from "./map-points.js";

export const RING = 0;
export const DISC = 1;
export const SQUARE = 2;
// In the order of data-look in templates/campaigns/partials/map/legend.html; `more` is added to the radius.
export const LOOKS = [
  { shape: RING, more: 0 }, // Not judged.
  { shape: SQUARE, more: 0 }, // Disliked.
  { shape: DISC, more: 0.8 }, // Liked.
  { shape: SQUARE, more: 0.6 }, // Score −strong or less; see bandsOf.
  { shape: SQUARE, more: -0.5 }, // −weak or less.
  { shape: RING, more: -0.4 }, // About 0, or no score yet.
  { shape: DISC, more: -0.2 }, // +weak or more.
  { shape: DISC, more: 0.8 }, // +strong or more.
];
const BY_VERDICT = [0, 1, 2]; // Drawn in this order: what was judged lies on top.
const BY_SCORE = [5, 4, 3, 6, 7];
const [WEAK_SHARE, STRONG_SHARE] = [0.1, 0.5]; // Of the largest score.
const MANY = [[5000, 2], [30000, 1.6]];

// Hundredths from which a score is weak and strong: shares of the largest open one, as scores of
// few verdicts are all small; of the largest of all where none is open.
export function bandsOf({ scores, verdicts }) {
  let [largest, largestOpen] = [0, 0];
  scores.forEach((score, at) => {
    if (score === NO_SCORE) return;
    largest = Math.max(largest, Math.abs(score));
    if (!verdicts[at]) largestOpen = Math.max(largestOpen, Math.abs(score));
  });
  largest = largestOpen || largest || 100;
  const [weak, strong] = [WEAK_SHARE, STRONG_SHARE].map((share) => Math.ceil(largest * share));
  return { largest, weak, strong };
}

function lookOf(score, { weak, strong }) {
  if (score === NO_SCORE || Math.abs(score) < weak) return 5;
  if (score < 0) return score <= -strong ? 3 : 4;
  return score >= strong ? 7 : 6;
}

// The look of each point, and the positions in the order in which they are drawn.
export function dress({ count, scores, verdicts }, isByScore, bands) {
  const looks = new Uint8Array(count);
  const sizes = new Uint32Array(LOOKS.length);
  for (let at = 0; at < count; at += 1) {
    looks[at] = isByScore ? lookOf(scores[at], bands) : verdicts[at] && (verdicts[at] > 0 ? 2 : 1);
    sizes[looks[at]] += 1;
  }
  const next = new Uint32Array(LOOKS.length);
  let from = 0;
  for (const look of isByScore ? BY_SCORE : BY_VERDICT) {
    next[look] = from;
    from += sizes[look];
  }
  const order = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) {
    order[next[looks[at]]] = at;
    next[looks[at]] += 1;
  }
  return { looks, order };
}

export function radiusFor(count, zoom) {
  let usual = 3.2;
  for (const [many, radius] of MANY) if (count > many) usual = radius;
  return Math.min(usual * Math.sqrt(Math.sqrt(zoom)), 6);
}

// How much of a pixel a shape covers, 0 to 1; map-webgl.js says the same to the graphics card.
export function coverage(shape, radius, x, y) {
  const out = shape === SQUARE ? Math.max(Math.abs(x), Math.abs(y)) : Math.hypot(x, y);
  const edge = shape === RING ? 0.6 - Math.abs(out - radius) : radius - out;
  return Math.min(Math.max(edge + 0.5, 0), 1);
}

const dropper = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

function bytesOf(color) {
  dropper.clearRect(0, 0, 1, 1);
  dropper.fillStyle = color;
  dropper.fillRect(0, 0, 1, 1);
  return [...dropper.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

// Red, green and blue of each look, 0 to 255, as the legend has them now.
export function colors() {
  return LOOKS.map((_, look) => {
    const { fill, stroke } = getComputedStyle(document.querySelector(`[data-look="${look}"]`));
    return bytesOf(fill === "none" ? stroke : fill);
  });
}
