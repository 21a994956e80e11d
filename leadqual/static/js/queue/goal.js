// What is said once in a sitting stays away from the next card on.
let isSaid = Boolean(document.querySelector("#card [data-once]"));
document.addEventListener("leadqual:card", () => {
  document.getElementById("main").toggleAttribute("data-said", isSaid);
  isSaid ||= Boolean(document.querySelector("#card [data-once]"));
});

// The goal of the session: how far it is, quietly, and a note when it is reached.
const place = () => document.getElementById("session");

function showCount(n) {
  const session = place();
  if (!session?.dataset.goal) return;
  const goal = Number(session.dataset.goal);
  const before = Number(session.dataset.given);
  session.dataset.given = n;
  session.querySelector("[data-words]").textContent = `${n.toLocaleString("en-US")} of ${goal.toLocaleString("en-US")}`;
  session.querySelector("progress").value = Math.min(n, goal);
  const note = document.getElementById("goal-reached");
  if (!note) return; // Closed by "Keep going".
  if (n < goal) note.hidden = true;
  else if (before < goal) note.hidden = false;
}

document.addEventListener("leadqual:numbers", ({ detail }) => showCount(detail));
