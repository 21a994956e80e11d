// Verdicts and undos on their way to the server. Each is written down before the next card is shown,
// by the number of its press, and sent behind the hand: several in one request, in their order. Sent
// again, it counts once. Those of another person stay until that person signs in here.
const STORE = "leadqual.waiting";
const PATIENCE = 8000; // Milliseconds for one answer.
const AGAIN = 3000; // Milliseconds until the next try; twice as long after each that fails, up to
const MAX_AGAIN = 24000;
const MAX_FAILURES = 5; // Of the server itself, until a verdict is put aside.
const MAX_NAMED = 3;
const MAX_BATCH = 50; // `MAX_PRESSES` in `sync_request.py` is the same number.
const MAY_COME = [408, 425, 429];
// What stops all of them, and when they are sent again.
const EVERY_ONE = {
  offline: (they) => navigator.onLine
    ? `${they} will sync when LeadQual responds.` : `${they} will sync when you reconnect.`,
  signedOut: (they) => `${they} will sync after you sign in here.`,
  shutOut: () => "reload this page to sync.",
};

const person = document.body.dataset.person;
const own = `${STORE}.${person}.`;
const inMemory = new Map(); // Where the browser keeps nothing.
let isSending = false;
let sending = Promise.resolve();
let isStuck = false; // Something waits longer than an answer takes.
let isOneByOne = false; // The server failed on several at once.
let areCardsWanted = false;
let isLeaving = false; // Another page was asked for; it may have been made before what is confirmed now.
let stoppedBy = "offline";
let nArrived = 0; // Of what was stuck, in however many rounds.
let clock = 0;
let nFailed = 0; // Requests since the last answer.
let screenOf = () => null;

// The page of a queue says what it shows and holds: { address, shown, held, filters }.
export function tellScreen(teller) {
  screenOf = teller;
}

export function newPress() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // Also where there is no HTTPS.
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// What cannot be read is left out: it must not keep the others waiting.
export function readItem(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function isOwnKey(key) {
  return Boolean(key?.startsWith(own));
}

export function kept() {
  const keys = Object.keys(localStorage).filter(isOwnKey);
  const stored = keys.map((key) => readItem(localStorage.getItem(key))).filter(Boolean);
  return [...stored, ...inMemory.values()].sort((a, b) => a.order - b.order);
}

export function found(press) {
  return inMemory.get(press) ?? readItem(localStorage.getItem(own + press));
}

// What is not set aside.
export function waitingNow() {
  return kept().filter((one) => !one.refused);
}

export function waitingFor(address) {
  return waitingNow().filter((one) => one.address === address);
}

function isOnSame(one, other) {
  return one.address === other.address && String(one.company) === String(other.company);
}

function write(item) {
  try {
    localStorage.setItem(own + item.request_id, JSON.stringify(item));
    inMemory.delete(item.request_id);
  } catch {
    inMemory.set(item.request_id, item);
  }
}

// What was set aside of the same company is replaced.
export function keep(item) {
  const others = kept();
  for (const one of others) if (one.refused && isOnSame(one, item)) forget(one.request_id);
  const last = others.at(-1)?.order ?? 0;
  write({ order: Math.max(Date.now(), last + 1), ...item });
  if (!navigator.onLine) isStuck = true;
}

export function forget(press) {
  localStorage.removeItem(own + press);
  inMemory.delete(press);
}

// The token of now: signing in again gives another one than that of the page.
export function headersNow() {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1];
  return token ? { "X-CSRFToken": token } : JSON.parse(document.body.getAttribute("hx-headers"));
}

function bodyOf(batch, screen) {
  const presses = batch.map((one) => ({
    request_id: one.request_id, company: Number(one.company), verdict: one.verdict,
    weight: one.weight, reasons: (one.reasons ?? []).map(Number), undone: Boolean(one.undone),
  }));
  const seen = screen && {
    shown: screen.shown, held: screen.held, needs: Boolean(screen.needs), filters: screen.filters,
  };
  return JSON.stringify({ person: Number(person), presses, ...seen });
}

async function post(address, batch, screen) {
  const headers = { ...headersNow(), "Content-Type": "application/json" };
  try {
    const answer = await fetch(address, {
      method: "POST", body: bodyOf(batch, screen), headers, redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const isJson = answer.headers.get("content-type")?.includes("json");
    return { status: answer.status, type: answer.type, said: isJson ? await answer.json() : {} };
  } catch {
    return { status: 0, said: {} };
  }
}

// What came of a whole request: only `answered`, `refused` and `failed` are about its presses.
function fateOf({ status, type, said }) {
  if (status === 200 && said.results) return "answered";
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
  isStuck = true;
  if (failures < MAX_FAILURES) write({ ...item, failures, after: Date.now() + AGAIN * 2 ** failures });
  else setAside(item, "The server failed five times.");
}

// The oldest that may go now, of one campaign; later ones on the company of one that must wait come
// after it.
function nextBatch() {
  const held = [];
  const batch = [];
  for (const one of waitingNow()) {
    if (one.after > Date.now() || held.some((other) => isOnSame(other, one))) held.push(one);
    else if (!batch.length || one.address === batch[0].address) batch.push(one);
  }
  return batch.slice(0, isOneByOne ? 1 : MAX_BATCH);
}

function settle(item, { code, detail } = {}) {
  const now = found(item.request_id);
  if (!now || (now.undone && !item.undone)) return; // Its undo comes next.
  if (code === "server_error") failed(now);
  else if (code) setAside(now, detail);
  else {
    forget(item.request_id);
    if (!item.undone && isStuck) nArrived += 1;
  }
}

// Sends until nothing is left that may go; returns what stopped it. What is pressed meanwhile goes
// with the next request. What is confirmed while the page is left stays written down for the page
// that comes, which sends it again: it counts once.
async function sendAll() {
  for (;;) {
    if (isLeaving) return "";
    const batch = nextBatch();
    if (!batch.length && !areCardsWanted) return "";
    const here = screenOf();
    const address = batch.length ? batch[0].address : here?.address;
    if (!address) return "";
    const screen = here?.address === address ? here : null;
    if (screen) areCardsWanted = false;
    const answer = await post(address, batch, screen);
    const fate = fateOf(answer);
    if (EVERY_ONE[fate]) return fate;
    if (fate === "answered") {
      const results = new Map(answer.said.results.map((one) => [one.request_id, one]));
      if (!isLeaving) for (const item of batch) settle(item, results.get(item.request_id) ?? { code: "server_error" });
    } else if (batch.length > 1) isOneByOne = true;
    else if (!batch.length) return fate === "failed" ? "offline" : "shutOut";
    else if (fate === "failed") failed(found(batch[0].request_id) ?? batch[0]);
    else setAside(batch[0], answer.said.detail);
    if (screen && fate === "answered") {
      document.dispatchEvent(new CustomEvent("leadqual:synced", { detail: { ...answer.said, screen, sent: batch } }));
    }
  }
}

// Sends what waits; on wish asks for cards also where nothing does. Ends when all is sent, or nothing
// goes any more.
export function flush({ cards = false } = {}) {
  areCardsWanted ||= cards;
  clearTimeout(clock);
  const isAsked = person && (waitingNow().length || areCardsWanted);
  if (!isSending && isAsked) sending = sendWaiting();
  return sending;
}

async function sendWaiting() {
  isSending = true;
  const patience = setTimeout(() => {
    isStuck ||= waitingNow().length > 0;
    show();
  }, PATIENCE / 2);
  try {
    const stopped = await (navigator.locks?.request(STORE, sendAll) ?? sendAll());
    stoppedBy = stopped;
    nFailed = stopped ? nFailed + 1 : 0;
    if (stopped && waitingNow().length) isStuck = true;
    if (stopped) document.dispatchEvent(new CustomEvent("leadqual:unsent", { detail: stopped }));
  } finally {
    clearTimeout(patience);
    isSending = false;
    isOneByOne = false;
    const isDone = !waitingNow().length;
    const news = isDone && isStuck && nArrived ? `${count(nArrived)} synced.` : "";
    if (isDone) {
      isStuck = false;
      nArrived = 0;
    }
    show();
    if (news) document.dispatchEvent(new CustomEvent("leadqual:news", { detail: news }));
    if (!isDone || areCardsWanted) {
      clock = setTimeout(flush, Math.min(AGAIN * 2 ** Math.max(nFailed - 1, 0), MAX_AGAIN));
    }
  }
}

// A request that outlives the page, for what is left when it is closed; it counts once, however often.
function sendLast() {
  const batch = nextBatch();
  if (!batch.length || !navigator.onLine) return;
  const headers = { ...headersNow(), "Content-Type": "application/json" };
  const body = bodyOf(batch, null);
  fetch(batch[0].address, { method: "POST", body, headers, keepalive: true }).catch(() => null);
}

export function count(n) {
  return n === 1 ? "1 verdict" : `${n} verdicts`;
}

function nameOf({ verdict, weight, name, undone, address, campaign }) {
  const here = screenOf()?.address;
  const where = address === here || !campaign ? "" : ` in “${campaign}”`;
  const named = weight > 1 ? `strong ${verdict}` : verdict;
  return `${name} (${undone ? "undo " : ""}${named}${where})`;
}

function wordsOf(waiting) {
  const n = waiting.filter((one) => !one.undone).length;
  const who = n ? count(n) : "Your undo";
  const they = n > 1 ? "they" : "it";
  const when = EVERY_ONE[stoppedBy]?.(they) ?? `${they} will sync in a moment.`;
  const named = waiting.slice(-MAX_NAMED).map(nameOf).join(", ");
  const more = waiting.length > MAX_NAMED ? ` and ${waiting.length - MAX_NAMED} more` : "";
  return [`${who} saved in this browser; ${when}`, `${named}${more}`];
}

function wordsOfRefused(refused) {
  if (!refused.length) return "";
  const each = refused.map((one) => `Not saved: ${nameOf(one)}. ${one.refused}`).join(" ");
  return `${each} It is kept in this browser, and other verdicts still sync. Try again or discard it.`;
}

// Says in the page what is stuck, and what was set aside.
export function show() {
  const box = document.getElementById("waiting");
  if (!box) return;
  const all = kept();
  const waiting = isStuck ? all.filter((one) => !one.refused) : [];
  const refused = all.filter((one) => one.refused);
  const [words, more] = waiting.length ? wordsOf(waiting) : ["", ""];
  const lost = wordsOfRefused(refused);
  box.hidden = !words && !lost;
  box.querySelector("b").textContent = words || lost;
  box.querySelector("span").textContent = words ? [more, lost].filter(Boolean).join(". ") : "";
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
  if (isAgain) isStuck = true;
  const detail = isAgain ? [] : refused.map((one) => one.request_id);
  document.dispatchEvent(new CustomEvent("leadqual:discarded", { detail }));
  show();
  flush();
});

// A download leaves the page where it is.
function leave() {
  isLeaving = true;
  setTimeout(() => {
    isLeaving = false;
    flush();
  }, PATIENCE);
}

if (person) {
  addEventListener("beforeunload", leave);
  addEventListener("online", () => {
    nFailed = 0;
    flush();
  });
  addEventListener("pagehide", sendLast);
  document.addEventListener("visibilitychange", () => flush());
  show();
  flush();
}
