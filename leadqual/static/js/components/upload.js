// Files to send: dropped anywhere on the page, and sent with a bar that says how far it is.
// A form with `data-at-once` is sent as soon as a file is chosen. Without this script the field and its button work as in any form.
const form = () => document.querySelector("#send");

function drop(event) {
  const files = [...(event.dataTransfer?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  const box = form().querySelector(".drop");
  box.classList.remove("over");
  const input = box.querySelector("input[type=file]");
  const taken = new DataTransfer();
  for (const file of input.multiple ? files : files.slice(0, 1)) taken.items.add(file);
  input.files = taken.files;
  input.focus();
  sendAtOnce(input);
}

function sendAtOnce(input) {
  if (input.files.length && form().hasAttribute("data-at-once")) form().requestSubmit();
}

function over(event) {
  const hasFile = [...(event.dataTransfer?.types ?? [])].includes("Files");
  if (hasFile) event.preventDefault();
  form().querySelector(".drop").classList.toggle("over", hasFile && event.type === "dragover");
}

function show(share) {
  const bar = form().querySelector("progress");
  const words = form().querySelector("output");
  form().querySelector(".sending").hidden = false;
  if (share < 1) bar.value = share;
  else bar.removeAttribute("value");
  words.value = share < 1 ? `${Math.floor(share * 100)}% uploaded` : form().dataset.sent;
}

// What was refused comes back as the same form with its reason.
function put(text) {
  const answer = new DOMParser().parseFromString(text, "text/html").querySelector("#send");
  if (!answer) return fail();
  form().replaceWith(answer);
  start();
  answer.querySelector("[aria-invalid]")?.focus();
}

function fail() {
  form().querySelector("fieldset.all").disabled = false;
  form().querySelector(".sending progress").hidden = true;
  form().querySelector("output").value = "The upload was interrupted. Try again.";
}

function send(event) {
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (now) => {
    if (now.lengthComputable) show(now.loaded / now.total);
  });
  request.upload.addEventListener("load", () => show(1));
  request.addEventListener("load", () => {
    if (request.status === 200) location.assign(request.responseURL);
    else put(request.responseText);
  });
  for (const name of ["error", "timeout", "abort"]) request.addEventListener(name, fail);
  request.open("POST", form().action);
  const content = new FormData(form());
  form().querySelector("fieldset.all").disabled = true;
  form().querySelector("progress").hidden = false;
  show(0);
  request.send(content);
}

function start() {
  form().addEventListener("submit", send);
}

if (form()) {
  start();
  for (const name of ["dragover", "dragleave"]) document.addEventListener(name, over);
  document.addEventListener("drop", drop);
  document.addEventListener("change", ({ target }) => {
    if (target.matches("#send input[type=file]")) sendAtOnce(target);
  });
}
