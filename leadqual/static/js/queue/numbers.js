// The numbers of the queue: what the server counted last, and what was pressed since. They are right at
// once, with and without a connection; each answer of the server replaces what it has counted.
import { found } from "./outbox.js";

const AT_WORK = 300; // Seconds; a longer pause is no time at work. As in `verdicts/progress.py`.
const MIN_AT_WORK = 60; // Seconds; of less time no pace is told.

const pressed = new Map(); // Press → what it is about, until the server has counted it.
let base = null;
let counted = new Set(); // Presses in `base`.

function since(numbers) {
  const last = numbers.idle === null ? -Infinity : Date.now() - numbers.idle * 1000;
  return { ...numbers, last };
}

// What a page begins with: what it names as given is counted, what waits may not be.
export function startNumbers(numbers, given, waiting) {
  base = numbers && since(numbers);
  counted = new Set(given.map((item) => item.request_id));
  pressed.clear();
  for (const item of waiting) pressed.set(item.request_id, { ...item, at: item.order });
}

// A press or, with `undone`, that it was taken back.
export function countPress(item) {
  pressed.set(item.request_id, { at: Date.now(), ...item });
}

export function countAnswer({ numbers, results, sent }) {
  if (!numbers) return;
  const failed = new Set(results.filter(({ code }) => code).map((result) => result.request_id));
  for (const item of [...pressed.values(), ...sent]) {
    if (found(item.request_id) && !sent.includes(item)) continue;
    if (failed.has(item.request_id)) continue;
    if (item.undone) counted.delete(item.request_id);
    else counted.add(item.request_id);
  }
  for (const press of pressed.keys()) if (!found(press)) pressed.delete(press);
  base = since(numbers);
}

function add(numbers, item, by) {
  numbers[item.verdict] += by;
  numbers.left -= by;
  if (item.verdict !== "skip") numbers.done += by;
  if (item.likely && numbers.likely !== null) numbers.likely -= by;
  if (by < 0) return; // How long it took is told by the next answer.
  const gap = (item.at - numbers.last) / 1000;
  if (gap <= AT_WORK) {
    numbers.seconds += Math.max(gap, 0);
    if (item.verdict !== "skip") numbers.timed += 1;
  }
  numbers.last = item.at;
}

function now() {
  const numbers = { ...base };
  for (const item of [...pressed.values()].sort((a, b) => a.at - b.at)) {
    const isCounted = counted.has(item.request_id);
    const isGiven = !item.undone;
    if (isGiven === isCounted || item.step || found(item.request_id)?.refused) continue;
    add(numbers, item, isGiven ? 1 : -1);
  }
  return numbers;
}

function write(name, value) {
  const place = document.querySelector(`#progress [data-number="${name}"]`);
  if (!place) return;
  const n = Math.max(value ?? 0, 0);
  const { one, many } = place.dataset;
  place.textContent = `${n.toLocaleString("en-US")}${one ? ` ${n === 1 ? one : many}` : ""}`;
  const part = place.closest("[data-part]");
  if (part) part.hidden = value === null;
}

export function showNumbers() {
  if (!base) return;
  const numbers = now();
  for (const name of ["left", "likely", "like", "dislike", "skip"]) write(name, numbers[name]);
  const isTold = numbers.seconds >= MIN_AT_WORK;
  write("pace", isTold ? Math.round((numbers.timed * 3600) / numbers.seconds) : null);
  const bar = document.querySelector("#progress progress");
  bar.max = Math.max(numbers.left + numbers.done, 1);
  bar.value = numbers.done;
  bar.ariaLabel = `${numbers.done.toLocaleString("en-US")} of ${(numbers.left + numbers.done).toLocaleString("en-US")} companies judged`;
  const n = numbers.like + numbers.dislike;
  document.dispatchEvent(new CustomEvent("leadqual:numbers", { detail: n }));
}
