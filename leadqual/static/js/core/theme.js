// The choice of theme, density and motion in the account menu; first-paint.js applies what is kept.
const CHOICES = ["theme", "density", "motion"];

function keepChoice({ name, value }) {
  if (value) localStorage.setItem(name, value);
  else localStorage.removeItem(name);
  document.documentElement.dataset[name] = value;
  showChoices();
}

function showChoices() {
  for (const name of CHOICES) {
    const kept = localStorage.getItem(name) ?? "";
    for (const choice of document.querySelectorAll(`input[name="${name}"]`)) {
      choice.checked = choice.value === kept;
    }
  }
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("input[data-kept]") && CHOICES.includes(target.name)) keepChoice(target);
});

showChoices();
