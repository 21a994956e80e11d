// Verdicts that wait in this browser until the server has them. Each is written down before it is
// sent, by the number of its press: sent again, it counts once. Those of another person stay where
// they are until that person signs in here.
const STORE = "leadqual.waiting";
const PATIENCE = 8000; // Milliseconds for one answer.
const AGAIN = 3000; // Milliseconds until the next try.
const MAX_FAILURES = 5; // Of the server itself, until a verdict is put aside.
const MAX_NAMED = 3;
const NOT_TAKEN = [409, 422]; // By the page. What else was wrong, `arrive` mends or says.
const MAY_COME = [408, 425, 429];
// What stops all of them, and when they are sent again.
const EVERY_ONE = {
  offline: (they) => `${they} will sync when you reconnect.`,
  signedOut: (they) => `${they} will sync after you sign in here.`,
  shutOut: () => "reload this page to sync.",
};

const person = document.body.dataset.person;
const own = `${STORE}.${person}.`;
const underWay = new Set(); // Presses that htmx is sending.
let isSending = false;
let stoppedBy = "offline";
let nArrived = 0; // Since something waits, in however many rounds.
let clock = 0;

export function newPress() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // Also where there is no HTTPS.
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// What cannot be read is left out: it must not keep the others waiting.
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

export function kept() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(own));
  return keys.map(read).filter(Boolean).sort((a, b) => a.order - b.order);
}

export function found(press) {
  return kept().find((one) => one.request_id === press);
}

// What is neither set aside nor on its way by htmx.
export function waitingNow() {
  return kept().filter((one) => !one.refused && !underWay.has(one.request_id));
}

function isOnSame(one, other) {
  return one.arrive === other.arrive && String(one.company) === String(other.company);
}

// Of one campaign, those behind which all later ones wait. What the server failed on is tried again
// in a while: only later ones on its company wait for it.
export function waitingFor(arrive) {
  const waiting = waitingNow().filter((one) => one.arrive === arrive);
  const failing = waiting.filter((one) => one.failures);
  return waiting.filter((one) => !failing.some((other) => isOnSame(other, one)));
}

// Whether others go before a verdict: else an older one on its company would come after it.
export function hasBefore(item) {
  return waitingFor(item.arrive).length > 0 || waitingNow().some((one) => isOnSame(one, item));
}

function write(item) {
  localStorage.setItem(own + item.request_id, JSON.stringify(item));
}

// False where the browser keeps nothing: the verdict is sent as any form is. What was set aside of
// the same company is replaced.
export function keep(item) {
  for (const one of kept()) if (one.refused && isOnSame(one, item)) forget(one.request_id);
  const last = kept().at(-1)?.order ?? 0;
  try {
    write({ order: Math.max(Date.now(), last + 1), ...item });
    return true;
  } catch {
    return false;
  }
}

export function forget(press) {
  localStorage.removeItem(own + press);
  underWay.delete(press);
}

export function startSending(press) {
  underWay.add(press);
}

export function stopSending(press) {
  underWay.delete(press);
}

function hasArrived({ xhr, requestConfig }) {
  return xhr.getResponseHeader("X-Verdict") === requestConfig.formData.get("request_id");
}

// The verdict of a request may not have arrived: it waits.
export function isLost(detail) {
  if (!detail.requestConfig?.elt.matches("form[data-waits]")) return false;
  if (!found(detail.requestConfig.formData.get("request_id"))) return false; // Nothing keeps it.
  return !hasArrived(detail) && !NOT_TAKEN.includes(detail.xhr.status);
}

// The token of now: signing in again gives another one than that of the page.
export function headersNow() {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1];
  return token ? { "X-CSRFToken": token } : JSON.parse(document.body.getAttribute("hx-headers"));
}

async function send(item) {
  const body = new URLSearchParams({
    person, company: item.company, verdict: item.verdict, request_id: item.request_id,
  });
  for (const reason of item.reasons) body.append("reason", reason);
  if (item.undone) body.append("undone", "1");
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(item.arrive, {
      method: "POST", body, headers: headersNow(), signal, redirect: "manual",
    });
    const isJson = answer.headers.get("content-type")?.includes("json");
    return { status: answer.status, type: answer.type, said: isJson ? await answer.json() : {} };
  } catch {
    return { status: 0, said: {} };
  }
}

// Only `taken`, `refused` and `failed` are about the one verdict; the others hold for all of them.
function fateOf(item, { status, type, said }) {
  if (said.request_id === item.request_id) return "taken";
  if (type === "opaqueredirect" || status === 401 || said.code === "another_person") return "signedOut";
  if (MAY_COME.includes(status)) return "offline";
  if (said.code && status < 500) return "refused";
  if (status === 403) return "shutOut";
  if (status === 500) return "failed";
  return status < 400 || status > 499 ? "offline" : "refused";
}

// As it was before it was sent.
export function afresh({ refused: _refused, failures: _failures, after: _after, ...item }) {
  return item;
}

function setAside(item, words) {
  write({ ...item, refused: words ?? "Its campaign or company no longer exists." });
}

function failed(item) {
  const failures = (item.failures ?? 0) + 1;
  if (failures < MAX_FAILURES) write({ ...item, failures, after: Date.now() + AGAIN * 2 ** failures });
  else setAside(item, "The server failed five times.");
}

// The next one that this round has not sent yet; one that was taken back meanwhile is another.
function nextOf(tried, held) {
  const isLeft = (one) => !tried.has(one.request_id + Boolean(one.undone));
  return waitingNow().find((one) => isLeft(one) && !held.some((other) => isOnSame(other, one)));
}

// What came of a round: whether anything arrived or was set aside, and what stopped it. What is
// pressed while it goes on goes with it.
async function sendAll() {
  let isNews = false;
  const tried = new Set();
  const held = []; // Later ones on the same company come after them.
  for (let item = nextOf(tried, held); item; item = nextOf(tried, held)) {
    const press = item.request_id;
    tried.add(press + Boolean(item.undone));
    if (item.after > Date.now()) {
      held.push(item);
      continue;
    }
    const answer = await send(item);
    const fate = fateOf(item, answer);
    if (EVERY_ONE[fate]) return { isNews, stopped: fate };
    const now = found(press);
    if (!now || (now.undone && !item.undone)) continue; // Its undo comes next.
    if (fate === "failed") {
      held.push(item);
      failed(item);
      continue;
    }
    isNews = true;
    if (fate === "taken") {
      forget(press);
      nArrived += item.undone ? 0 : 1;
    } else setAside(item, answer.said.detail);
  }
  return { isNews };
}

export async function flush() {
  clearTimeout(clock);
  if (isSending || !person || !waitingNow().length) return;
  isSending = true;
  try {
    const { isNews, stopped } = await (navigator.locks?.request(STORE, sendAll) ?? sendAll());
    stoppedBy = stopped;
    const n = waitingNow().length ? 0 : nArrived;
    if (n) nArrived = 0;
    show(n ? `${count(n)} synced.` : "");
    if (isNews) document.dispatchEvent(new Event("leadqual:arrived"));
  } finally {
    isSending = false;
    if (waitingNow().length) clock = setTimeout(flush, AGAIN);
  }
}

function count(n) {
  return n === 1 ? "1 verdict" : `${n} verdicts`;
}

function nameOf({ verdict, name, undone, arrive, campaign }) {
  const here = document.getElementById("main")?.dataset.arrive;
  const where = arrive === here || !campaign ? "" : ` in “${campaign}”`;
  const words = `${verdict[0].toUpperCase()}${verdict.slice(1)} of ${name}${where}`;
  return undone ? `Undo: ${words}` : words;
}

function wordsOf(waiting) {
  const n = waiting.filter((one) => !one.undone).length;
  const who = n ? count(n) : "Your undo";
  const when = EVERY_ONE[stoppedBy]?.(n > 1 ? "they" : "it") ?? "retrying in a moment.";
  const named = waiting.slice(-MAX_NAMED).map(nameOf).join(", ");
  const more = waiting.length > MAX_NAMED ? `${waiting.length - MAX_NAMED} more, ` : "";
  return [`${who} saved offline; ${when}`, `${more}${named}.`];
}

function wordsOfRefused(refused) {
  if (!refused.length) return "";
  const each = refused.map((one) => `Not saved: ${nameOf(one)}. ${one.refused}`).join(" ");
  return `${each} It is kept in this browser, and other verdicts still sync. Try again or discard it.`;
}

// Says in the page what waits, what was set aside, or that all has arrived.
export function show(news = "") {
  const box = document.getElementById("waiting");
  if (!box) return;
  const waiting = waitingNow();
  const refused = kept().filter((one) => one.refused);
  const [words, more] = waiting.length ? wordsOf(waiting) : [news, ""];
  const lost = wordsOfRefused(refused);
  box.hidden = !words && !lost;
  box.classList.toggle("warn", Boolean(waiting.length || lost));
  box.classList.toggle("good", !waiting.length && !lost);
  box.querySelector("b").textContent = words || lost;
  box.querySelector("span").textContent = words ? [more, lost].join(" ").trim() : "";
  for (const button of box.querySelectorAll("button")) button.hidden = !refused.length;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("#waiting button");
  if (!button) return;
  const refused = kept().filter((one) => one.refused);
  const isAgain = button.matches("[data-again]");
  for (const one of refused) {
    if (isAgain) write(afresh(one));
    else forget(one.request_id);
  }
  const detail = isAgain ? [] : refused.map((one) => one.request_id);
  document.dispatchEvent(new CustomEvent("leadqual:discarded", { detail }));
  show();
  flush();
});

if (person) {
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", flush);
  show();
  flush();
}
