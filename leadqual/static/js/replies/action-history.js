// What was done here, one after the other: undo takes the last back, redo does it again.
export function makeHistory({ send, wait, goTo }) {
  const done = [];
  const undone = [];

  function show() {
    for (const [name, isThere] of [["undo", done.length], ["redo", undone.length], ["repeat", done.length]]) {
      const button = document.querySelector(`[data-${name}]`);
      if (!button) continue;
      button.disabled = !isThere; // Always shown, so that the list stays where it is.
      if (isThere) button.setAttribute("aria-keyshortcuts", button.dataset[name]);
      else button.removeAttribute("aria-keyshortcuts"); // Z undoes what was done before, on another page.
    }
  }

  function keep(action) {
    done.push(action);
    show();
    action.done.then((undo) => {
      action.undo = undo;
      if (undo) return;
      done.splice(done.indexOf(action), 1); // It was not saved: there is nothing to undo.
      show();
    });
  }

  return {
    goTo,
    record(action) {
      undone.length = 0;
      keep(action);
    },
    canUndo: () => done.length > 0,
    last: () => done.at(-1)?.wanted,
    async undo() {
      const action = done.pop();
      show();
      if (!action) return;
      await wait();
      if (!action.undo) return;
      const body = new FormData();
      body.append("csrfmiddlewaretoken", action.body.get("csrfmiddlewaretoken"));
      body.append("next", location.href);
      await send(action.undo, body);
      undone.push(action);
      show();
      goTo(action.key);
    },
    async redo() {
      const action = undone.pop();
      if (!action) return;
      const sent = send(action.url, action.body);
      keep({ ...action, done: sent });
      await sent;
      goTo(action.key);
    },
  };
}
