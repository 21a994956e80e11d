// Verdicts that wait in this browser until the server has them. Each is written down before it is
// sent, by the number of its press: sent again, it counts once. Those of another person stay where
// they are until that person signs in here.
const STORE = "leadqual.waiting";
const PATIENCE = 8000; // Milliseconds for one answer.
const AGAIN = 3000; // Milliseconds until the next try.
const MOST_FAILURES = 5; // Of the server itself, until a verdict is put aside.
const MOST_NAMED = 3;
const NOT_TAKEN = [400, 404, 409, 410, 422];

const person = document.body.dataset.person;
const own = `${STORE}.${person}.`;
const underWay = new Set(); // Presses that htmx is sending.
let isSending = false;
let isSignedOut = false;
let clock = 0;

export function newPress() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // Also where there is no HTTPS.
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function kept() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(own));
  return keys.map((key) => JSON.parse(localStorage.getItem(key))).sort((a, b) => a.order - b.order);
}

// What is neither refused nor on its way by htmx.
export function waitingNow() {
  return kept().filter((one) => !one.refused && !underWay.has(one.request_id));
}

function write(item) {
  localStorage.setItem(own + item.request_id, JSON.stringify(item));
}

// False where the browser keeps nothing: the verdict is sent as any form is.
export function keep(item) {
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
  return !hasArrived(detail) && !NOT_TAKEN.includes(detail.xhr.status);
}

async function send(item) {
  const body = new URLSearchParams({
    person, company: item.company, verdict: item.verdict, request_id: item.request_id,
  });
  for (const reason of item.reasons) body.append("reason", reason);
  if (item.undone) body.append("undone", "1");
  try {
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(item.arrive, { method: "POST", body, headers, signal, redirect: "manual" });
    const isJson = answer.headers.get("content-type")?.includes("json");
    isSignedOut = answer.type === "opaqueredirect" || [401, 403].includes(answer.status);
    return { status: answer.status, said: isJson ? await answer.json() : {} };
  } catch {
    return { status: 0, said: {} };
  }
}

// True where the next one may be sent.
function settle(item, { status, said }) {
  if (said.request_id === item.request_id) {
    forget(item.request_id);
    return true;
  }
  const failures = (item.failures ?? 0) + (status === 500 ? 1 : 0);
  if (said.code === "another_person") return false;
  if (!NOT_TAKEN.includes(status) && failures < MOST_FAILURES) {
    if (status === 500) write({ ...item, failures });
    return false;
  }
  if (item.undone) forget(item.request_id);
  else write({ ...item, refused: said.detail ?? "The server did not take it." });
  return true;
}

async function sendAll() {
  let nArrived = 0;
  for (const { request_id: press } of waitingNow()) {
    const item = kept().find((one) => one.request_id === press); // An undo may have come meanwhile.
    if (!item) continue;
    const answer = await send(item);
    const now = kept().find((one) => one.request_id === press);
    if (now?.undone && !item.undone) continue; // The next round sends the undo.
    if (!settle(item, answer)) break;
    nArrived += 1;
  }
  return nArrived;
}

export async function flush() {
  clearTimeout(clock);
  if (isSending || !person || !waitingNow().length) return;
  isSending = true;
  const work = () => sendAll();
  const n = await (navigator.locks?.request(STORE, work) ?? work());
  isSending = false;
  const isDone = !waitingNow().length;
  show(isDone && n ? `${said(n, "has", "have")} arrived.` : "");
  if (isDone && n) document.dispatchEvent(new Event("leadqual:arrived"));
  if (!isDone) clock = setTimeout(flush, AGAIN);
}

function said(n, one, many) {
  return n === 1 ? `1 verdict ${one}` : `${n} verdicts ${many}`;
}

function nameOf({ verdict, name, undone }) {
  const words = `${verdict[0].toUpperCase()}${verdict.slice(1)} of ${name}`;
  return undone ? `Undo: ${words}` : words;
}

function wordsOf(waiting) {
  const n = waiting.filter((one) => !one.undone).length;
  const who = n ? said(n, "waits", "wait") : "Your undo waits";
  const when = isSignedOut ? "sent again once you have signed in here." : "sent again when the line is back.";
  const named = waiting.slice(-MOST_NAMED).map(nameOf).join(", ");
  const more = waiting.length > MOST_NAMED ? `${waiting.length - MOST_NAMED} more, ` : "";
  return [`${who}, not lost; ${when}`, `${more}${named}. Undo takes back the last one.`];
}

// Says in the page what waits, what was not taken, or that all has arrived.
export function show(news = "") {
  const box = document.getElementById("waiting");
  if (!box) return;
  const waiting = waitingNow();
  const refused = kept().filter((one) => one.refused);
  const [words, more] = waiting.length ? wordsOf(waiting) : [news, ""];
  const lost = refused.map((one) => `Not taken: ${nameOf(one)}. ${one.refused}`).join(" ");
  box.hidden = !words && !lost;
  box.classList.toggle("warn", Boolean(waiting.length || lost));
  box.classList.toggle("good", !waiting.length && !lost);
  box.querySelector("b").textContent = words || lost;
  box.querySelector("span").textContent = words ? [more, lost].join(" ").trim() : "";
  box.querySelector("[data-put-away]").hidden = !refused.length;
}

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-put-away]")) return;
  for (const one of kept()) if (one.refused) forget(one.request_id);
  show();
});

if (person) {
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", flush);
  show();
  flush();
}
