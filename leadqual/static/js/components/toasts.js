// Toasts go away by themselves or are dismissed; failed requests of htmx are shown as one.
// What a tab's toasts offered to undo stays with the tab: Z undoes the last of it when they are gone.
const TOAST_MILLISECONDS = 8000;
const CHANGES = "changes";
const MAX_CHANGES = 20;

function startClock(toast) {
  if (toast.hasAttribute("data-stays")) return;
  let clock = 0;
  const stop = () => clearTimeout(clock);
  const start = () => {
    stop();
    clock = setTimeout(() => toast.remove(), TOAST_MILLISECONDS);
  };
  for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, stop);
  for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, start);
  start();
}

function changesOfTab() {
  return JSON.parse(sessionStorage.getItem(CHANGES) ?? "[]");
}

function rememberChange(address) {
  const others = changesOfTab().filter((other) => other !== address);
  sessionStorage.setItem(CHANGES, JSON.stringify([address, ...others].slice(0, MAX_CHANGES)));
}

function startClocks() {
  for (const toast of document.querySelectorAll("#toasts .toast:not([data-clock])")) {
    toast.setAttribute("data-clock", "");
    const undo = toast.querySelector('[aria-keyshortcuts^="Z"]')?.form;
    if (undo) rememberChange(undo.getAttribute("action"));
    startClock(toast);
  }
}

function toastOf(words) {
  const toast = document.querySelector("#toast-template").content.cloneNode(true);
  toast.querySelector("span").textContent = words;
  return toast;
}

function say(words) {
  document.querySelector("#toasts").replaceChildren(toastOf(words));
}

document.addEventListener("formdata", ({ target, formData }) => {
  if (!target.matches("[data-undo-last]")) return;
  for (const address of changesOfTab()) formData.append("change", address);
});

document.addEventListener("click", ({ target }) => {
  target.closest("[data-dismiss]")?.closest(".toast, .note").remove();
});

document.addEventListener("leadqual:say", ({ detail }) => {
  document.querySelector("#toasts").append(toastOf(detail)); // What is said there, and its undo, stays.
});

// A part that did not come leaves the link to it in the place of its bones.
const leaveLink = ({ elt }) => elt.querySelector?.(":scope > .skeleton")?.remove();

// An answer to other words than those in the form is none.
const forgetAnswer = ({ target }) => target.querySelector?.("#answer")?.replaceChildren();

document.addEventListener("leadqual:news", ({ detail }) => {
  const toast = toastOf(detail);
  toast.querySelector(".toast").classList.remove("bad");
  document.querySelector("#toasts").append(toast);
});

document.addEventListener("htmx:sendError", ({ detail }) => {
  forgetAnswer(detail);
  leaveLink(detail);
  say("You’re offline. Nothing was saved; try again when you reconnect.");
});

document.addEventListener("htmx:responseError", ({ detail }) => {
  const reasons = {
    403: "No access. Nothing was changed; sign in again or ask a manager.",
    404: "This no longer exists. Reload the page.",
    429: "Too many requests. Nothing was changed; try again in a minute.",
  };
  forgetAnswer(detail);
  leaveLink(detail);
  say(reasons[detail.xhr.status] ?? "Something went wrong. Nothing was changed; try again.");
});

new MutationObserver(startClocks).observe(document.body, { childList: true, subtree: true });
startClocks();
