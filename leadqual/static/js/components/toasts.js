// Toasts go away by themselves or are dismissed; failed requests of htmx are shown as one.
const TOAST_MILLISECONDS = 8000;

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

function startClocks() {
  for (const toast of document.querySelectorAll("#toasts .toast:not([data-clock])")) {
    toast.setAttribute("data-clock", "");
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

document.addEventListener("click", ({ target }) => {
  target.closest("[data-dismiss]")?.closest(".toast, .note").remove();
});

document.addEventListener("leadqual:say", ({ detail }) => {
  document.querySelector("#toasts").append(toastOf(detail)); // What is said there, and its undo, stays.
});

// An answer to other words than those in the form is none.
const forgetAnswer = ({ target }) => target.querySelector?.("#answer")?.replaceChildren();

document.addEventListener("htmx:sendError", ({ detail }) => {
  forgetAnswer(detail);
  say("No connection. Nothing was saved; try again when you are back.");
});

document.addEventListener("htmx:responseError", ({ detail }) => {
  const reasons = {
    403: "Not allowed. Nothing was changed; sign in again or ask an admin.",
    404: "This is not here any more. Load the page again.",
    429: "Too many requests at once. Nothing was changed; wait a minute.",
  };
  forgetAnswer(detail);
  say(reasons[detail.xhr.status] ?? "That did not work. Nothing was changed; try again.");
});

new MutationObserver(startClocks).observe(document.body, { childList: true, subtree: true });
startClocks();
