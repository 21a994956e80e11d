// The inbox: a reply opens beside its list, which stays where it is. What is pressed on a letter is sent
// behind the hand, in order and once each; the next letter is there at once, because it was fetched before.
import { makeHistory } from "./action-history.js";
import { fetchLetter, forget, prefetch } from "./letters.js";

const MIN_SEEN = 150; // Milliseconds that a letter is on screen before a press that came early counts.
const PHONE = matchMedia("(max-width: 1080px)");

const inbox = document.querySelector("[data-inbox]");
const early = []; // Presses while the next letter was under way: they are about that one.
let showing = 0; // Number of the letter that was asked for last.
let isArriving = false;
let sending = Promise.resolve();
let nUnsent = 0;
let listTop = 0;

const rows = () => [...inbox.querySelectorAll("#mails [data-row]")];
const linkOf = (row) => row.querySelector("[data-open]");
const keyOf = (row) => row.id.replace("reply-", "");
const here = () => rows().find((row) => linkOf(row).ariaCurrent === "true");
const rowOf = (key) => document.getElementById(`reply-${key}`);
const letter = () => document.getElementById("letter");

function beside(step) {
  const all = rows();
  const at = all.indexOf(here());
  return at < 0 ? undefined : all[at + step];
}

function mark(row) {
  for (const one of rows()) linkOf(one).removeAttribute("aria-current");
  linkOf(row).ariaCurrent = "true";
  if (!PHONE.matches) row.scrollIntoView({ block: "nearest" });
}

function address(row) {
  const url = linkOf(row).href;
  const isOpen = inbox.classList.contains("opened");
  // One step back from the first letter leads to the list; moving on from letter to letter adds none.
  if (isOpen || !PHONE.matches) history.replaceState({ inbox: true }, "", url);
  else history.pushState({ inbox: true }, "", url);
}

// Shows a reply. Until it is there, presses wait for it: the letter on screen is one of before.
async function show(row, { isAddressed = true } = {}) {
  showing += 1;
  const mine = showing;
  isArriving = true;
  letter().ariaBusy = "true";
  mark(row);
  if (!inbox.classList.contains("opened")) listTop = scrollY;
  let html = "";
  try {
    html = await fetchLetter(keyOf(row), linkOf(row).href);
  } catch {
    if (mine === showing) settle();
    document.dispatchEvent(new CustomEvent("leadqual:say", { detail: "The reply could not be loaded. Nothing was changed; try again." }));
    early.length = 0;
    return;
  }
  if (mine !== showing) return;
  window.htmx.swap("#letter", html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
  if (isAddressed) address(row);
  inbox.classList.add("opened");
  if (PHONE.matches) scrollTo(0, 0);
  settle();
  const at = rows().indexOf(row);
  prefetch(rows().slice(at + 1).map((one) => [keyOf(one), linkOf(one).href]));
}

function settle() {
  isArriving = false;
  letter().removeAttribute("aria-busy");
  letter().focus({ preventScroll: true });
  if (early.length) setTimeout(() => !isArriving && early.shift()?.(), MIN_SEEN);
}

// Sends what was pressed, after what was pressed before.
function send(url, body) {
  nUnsent += 1;
  sending = sending.then(async () => {
    const answer = await fetch(url, {
      method: "POST", body, keepalive: true, headers: { "HX-Request": "true", "HX-Target": "mails" },
    });
    if (!answer.ok) throw new Error(`Not saved: ${answer.status}`);
    const html = await answer.text();
    window.htmx.swap("#letter", html, { swapStyle: "none", swapDelay: 0, settleDelay: 0 });
    return new DOMParser().parseFromString(html, "text/html").querySelector("#toasts form")?.getAttribute("action");
  }).catch(() => {
    for (const key of body.getAll("reply")) rowOf(key)?.setAttribute("data-unsaved", "");
    document.dispatchEvent(new CustomEvent("leadqual:say", { detail: "Not saved. The reply is marked in the list; open it and try again." }));
  }).finally(() => {
    nUnsent -= 1;
  });
  return sending;
}

async function leaveFor(url) {
  await sending;
  location.assign(url);
}

// Behind the last row comes another page: what was pressed is sent as a form, which leads there.
async function submit(form, button) {
  if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  await sending;
  form.submit();
}

const actions = makeHistory({
  send,
  wait: () => sending,
  goTo(key) {
    forget(key);
    const row = rowOf(key);
    if (row) show(row);
    else leaveFor(location.href.split("#")[0]);
  },
});

// A press on the letter that is open. `then` says what comes after it: the next letter, or the same.
function act(form, button) {
  const row = here();
  const isNext = form.dataset.then === "next";
  if (isNext && !beside(1)) {
    submit(form, button);
    return;
  }
  const body = new FormData(form, button);
  if (!body.has("reply")) body.append("reply", letter().dataset.reply);
  const key = body.get("reply");
  row?.removeAttribute("data-unsaved");
  forget(key);
  const done = send(form.action, body);
  const wanted = { intent: body.get("intent"), until: body.get("until"), isConfirm: button?.matches("[data-confirm]") };
  actions.record({ key, url: form.action, body, wanted, done });
  if (isNext) show(beside(1));
  else done.then(() => actions.goTo(key));
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.closest("#toasts") && actions.canUndo()) {
    event.preventDefault();
    event.stopImmediatePropagation();
    actions.undo();
    return;
  }
  if (!form.matches("#letter form[data-then]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (isArriving) {
    const name = submitter?.name ? `[name="${submitter.name}"][value="${CSS.escape(submitter.value)}"]` : "";
    const wanted = submitter?.matches("[data-confirm]") ? "[data-confirm]" : name && `form[data-then] button${name}`;
    if (wanted) early.push(() => letter().querySelector(wanted)?.click());
    return;
  }
  act(form, submitter);
}, { capture: true });

document.addEventListener("click", (event) => {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = target.closest("#mails [data-open]");
  const step = target.closest("#letter [data-step]");
  if (link) {
    event.preventDefault();
    early.length = 0;
    show(link.closest("[data-row]"));
  } else if (step) {
    if (isArriving) {
      event.preventDefault();
      early.push(() => letter().querySelector(`[data-step="${step.dataset.step}"]`)?.click());
    } else if (beside(Number(step.dataset.step))) {
      event.preventDefault();
      show(beside(Number(step.dataset.step)));
    } else if (nUnsent) {
      event.preventDefault();
      leaveFor(step.href);
    }
  } else if (target.closest("#letter [data-close]")) {
    event.preventDefault();
    close();
  } else if (target.closest("[data-undo]")) actions.undo();
  else if (target.closest("[data-redo]")) actions.redo();
  else if (target.closest("[data-repeat]")) repeat();
});

function repeat() {
  const { intent, until, isConfirm } = actions.last() ?? {};
  const selector = isConfirm ? "[data-confirm]" : until ? `[name=until][value="${until}"]` : intent && `[name=intent][value="${intent}"]`;
  if (selector) letter().querySelector(`form[data-then] ${selector}, form[data-then] ${selector}`)?.click();
}

// On a narrow screen the letter lies over its list: back to the list, where it was.
function close() {
  inbox.classList.remove("opened");
  history.replaceState({ inbox: true }, "", letter().querySelector("[data-close]").href.split("#")[0]);
  scrollTo(0, listTop);
  linkOf(here() ?? rows()[0])?.focus({ preventScroll: true });
  here()?.scrollIntoView({ block: "nearest" });
}

addEventListener("popstate", ({ state }) => {
  if (!inbox.isConnected || (state && !state.inbox)) return;
  const key = new URLSearchParams(location.search).get("reply");
  if (key && rowOf(key)) show(rowOf(key), { isAddressed: false });
  else {
    inbox.classList.remove("opened");
    scrollTo(0, listTop);
  }
});

// A menu that was opened by its key is used by keys.
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.matches?.("[data-enter-menu]")) target.querySelector(".menu-body button")?.focus();
}, { capture: true });

if (inbox) {
  const row = here();
  if (row) {
    row.scrollIntoView({ block: "nearest" });
    const at = rows().indexOf(row);
    prefetch(rows().slice(at + 1).map((one) => [keyOf(one), linkOf(one).href]));
  }
}
