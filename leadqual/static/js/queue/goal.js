// What is said once in a sitting stays away from the next card on.
let isSaid = Boolean(document.querySelector("#card [data-once]"));
document.addEventListener("leadqual:card", () => {
  document.getElementById("main").toggleAttribute("data-said", isSaid);
  isSaid ||= Boolean(document.querySelector("#card [data-once]"));
});

// The goal of the session: counts what is pressed, quietly, and says when it is reached.
const place = () => document.getElementById("session");

function showCount(by) {
  const session = place();
  if (!session?.dataset.goal) return;
  const goal = Number(session.dataset.goal);
  const before = Number(session.dataset.given);
  const n = Math.max(before + by, 0);
  session.dataset.given = n;
  session.querySelector("[data-words]").textContent = `${n.toLocaleString("en-US")} of ${goal.toLocaleString("en-US")}`;
  session.querySelector("progress").value = Math.min(n, goal);
  const note = document.getElementById("goal-reached");
  if (!note) return; // Closed by "Keep going".
  if (n < goal) note.hidden = true;
  else if (before < goal) note.hidden = false;
}

document.addEventListener("leadqual:count", ({ detail }) => {
  if (!detail.endsWith("skip")) showCount(detail.startsWith("undo") ? -1 : 1);
});
