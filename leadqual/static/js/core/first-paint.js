// Theme, density and motion before the first paint; loaded in the head without defer, so nothing flashes.
"use strict";

for (const name of ["theme", "density", "motion"]) {
  const kept = localStorage.getItem(name);
  if (kept) document.documentElement.dataset[name] = kept;
}
