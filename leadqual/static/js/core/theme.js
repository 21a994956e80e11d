// The choice of theme and density in the account menu; first-paint.js applies what is kept.
function keepChoice({ name, value }) {
  if (value) localStorage.setItem(name, value);
  else localStorage.removeItem(name);
  document.documentElement.dataset[name] = value;
  showChoices();
}

function showChoices() {
  for (const name of ["theme", "density"]) {
    const kept = localStorage.getItem(name) ?? "";
    for (const choice of document.querySelectorAll(`input[name="${name}"]`)) {
      choice.checked = choice.value === kept;
    }
  }
}

document.addEventListener("change", ({ target }) => {
  if (target.matches('input[name="theme"][data-kept], input[name="density"][data-kept]')) keepChoice(target);
});

showChoices();
