// Several columns of a file are skipped at once.
document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-skip-columns]")) return;
  for (const box of document.querySelectorAll("#map .pick input:checked")) {
    const select = box.closest("tr").querySelector("select");
    box.checked = false;
    select.value = "";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
  for (const box of document.querySelectorAll("#map [data-all]")) box.checked = false;
});
