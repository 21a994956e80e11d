// Says on the page that the browser gave no passkey: allauth only writes it to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelectorAll("[data-passkey-error]").forEach((note) => {
    note.hidden = false;
  });
});
