// A field that offers what may be meant while somebody types: a combobox with a listbox by the
// WAI-ARIA pattern. Without script it is a text field, and the server reads what was typed.
const TYPING_MILLISECONDS = 120;
let asked = 0;
let underWay = null; // The server is asked one thing at a time, however fast somebody types.

const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
const optionsOf = (field) => [...listOf(field).children];
const chosenOf = (field) => listOf(field).querySelector("[aria-selected=true]");

/** Say something to people who do not see the list. */
export function say(field, words) {
  const place = field.parentElement.querySelector("[role=status]");
  if (place) place.textContent = words;
}

function close(field) {
  asked += 1;
  field.removeAttribute("data-stale");
  listOf(field).hidden = true;
  listOf(field).replaceChildren();
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function select(field, option) {
  for (const other of optionsOf(field)) other.setAttribute("aria-selected", String(other === option));
  if (!option) return;
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function move(field, step) {
  const options = optionsOf(field);
  const at = options.indexOf(chosenOf(field));
  select(field, options.at((at + step + options.length) % options.length));
}

/**
 * Make every field that matches a combobox, now and when htmx brings one.
 *
 * @param {object} kind
 * @param {string} kind.matches selector of the fields
 * @param {(field: HTMLInputElement) => string} kind.label names the list
 * @param {[string, string]} kind.noun for one and for several
 * @param {(field: HTMLInputElement, words: string) => Promise<object[]>} kind.ask what may be meant
 * @param {(option: HTMLElement, found: object) => void} kind.show fills an option
 * @param {(field: HTMLInputElement, option: HTMLElement) => void} kind.pick takes it
 * @param {(field: HTMLInputElement) => void} [kind.leave] called when the field is left
 * @param {boolean} [kind.offersAll] whether a click offers everything; an option with `data-now` is the current one
 * @param {(field: HTMLInputElement) => unknown} [kind.opensAtOnce] whether focus alone offers everything
 */
export function combobox(kind) {
  const isField = (target) => target instanceof Element && target.matches(kind.matches);

  function open(field, found) {
    field.removeAttribute("data-stale");
    const list = listOf(field);
    const options = found.map((each, at) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `${list.id}-${at}`, role: "option" });
      kind.show(option, each);
      return option;
    });
    list.replaceChildren(...options);
    list.hidden = !found.length;
    if (found.length) for (const part of [list, field]) part.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-expanded", String(found.length > 0));
    select(field, options.find((option) => option.hasAttribute("data-now")) ?? options[0]);
    const [one, several] = kind.noun;
    const words = found.length === 1 ? `1 ${one}` : `${found.length} ${several}`;
    say(field, found.length ? words : `No ${one} matches`);
  }

  async function find(field) {
    const mine = ++asked;
    field.setAttribute("data-stale", ""); // What the list shows is for other words.
    const words = field.value.trim();
    if (!words && !kind.offersAll) return close(field);
    await new Promise((done) => setTimeout(done, TYPING_MILLISECONDS));
    while (underWay && mine === asked) await underWay.catch(() => null);
    if (mine !== asked) return;
    try {
      underWay = kind.ask(field, words).finally(() => { underWay = null; });
      const found = await underWay;
      if (mine === asked) open(field, found);
    } catch {
      if (mine === asked) close(field); // The server reads what was typed when it is sent.
    }
  }

  function pick(field, option) {
    close(field);
    kind.pick(field, option);
  }

  async function pickChosen(field) {
    if (field.hasAttribute("data-stale") || listOf(field).hidden) await find(field);
    const chosen = chosenOf(field);
    if (chosen) pick(field, chosen);
  }

  function onKey(event) {
    const field = event.target;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) optionsOf(field).length ? move(field, step) : find(field);
    else if (event.key === "Enter" && (field.value.trim() || !listOf(field).hidden)) pickChosen(field);
    else if (event.key === "Escape" && ((field.value && !kind.offersAll) || !listOf(field).hidden)) {
      field.value = "";
      close(field);
      kind.leave?.(field);
    } else if (event.key === "Escape") field.blur(); // Keys of the page work again.
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function upgrade() {
    for (const field of document.querySelectorAll(`${kind.matches}:not([role])`)) {
      const list = document.createElement("ul");
      Object.assign(list, { id: `${field.id}-list`, role: "listbox", hidden: true, className: "offers" });
      list.setAttribute("aria-label", kind.label(field));
      const status = Object.assign(document.createElement("span"), { role: "status", className: "vh" });
      field.after(list, status);
      const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
      for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value);
      field.addEventListener("change", (event) => event.stopPropagation()); // What is picked counts.
    }
  }

  document.addEventListener("focusin", ({ target }) => isField(target) && kind.opensAtOnce?.(target) && find(target));
  document.addEventListener("input", ({ target }) => isField(target) && find(target));
  document.addEventListener("click", ({ target }) => kind.offersAll && isField(target) && find(target));
  document.addEventListener("keydown", (event) => isField(event.target) && onKey(event), { capture: true });
  document.addEventListener("focusout", ({ target }) => {
    if (!isField(target) || kind.opensAtOnce?.(target)) return; // What is below an open list would move off a click.
    close(target);
    kind.leave?.(target);
  });
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest?.(".offers [role=option]");
    const field = option && document.querySelector(`[aria-controls="${option.parentElement.id}"]`);
    if (!isField(field)) return;
    event.preventDefault(); // The field keeps the focus.
    pick(field, option);
  });
  document.addEventListener("htmx:load", upgrade);
  upgrade();
}
