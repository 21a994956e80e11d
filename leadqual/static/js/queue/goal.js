// What is said once in a sitting stays away from the next card on.
let isSaid = Boolean(document.querySelector("#card [data-once]"));
document.addEventListener("leadqual:card", () => {
  document.getElementById("main").toggleAttribute("data-said", isSaid);
  isSaid ||= Boolean(document.querySelector("#card [data-once]"));
});

// The goal of the session: how far it is, quietly, and a message when it is reached.
const place = () => document.getElementById("session");

function showCount(n) {
  const session = place();
  if (!session?.dataset.goal) return;
  const goal = Number(session.dataset.goal);
  const before = Number(session.dataset.given);
  session.dataset.given = n;
  const [given, wanted] = [n, goal].map((number) => number.toLocaleString("en-US"));
  session.querySelector("[data-words]").textContent = n < goal ? `${given} of ${wanted}` : `Goal of ${wanted} reached`;
  session.querySelector("progress").value = Math.min(n, goal);
  if (n < goal) document.getElementById("goal-reached")?.remove();
  else if (before < goal) {
    document.getElementById("toasts").prepend(document.getElementById("goal-toast").content.cloneNode(true));
  }
}

document.addEventListener("leadqual:numbers", ({ detail }) => showCount(detail));
