// Letters that were fetched before they are opened, so that moving on does not wait for the line.
const AHEAD = 6;
const letters = new Map(); // Key of a reply → promise of its letter.

async function load(url) {
  const answer = await fetch(url, { headers: { "HX-Request": "true", "HX-Target": "letter" } });
  if (!answer.ok) throw new Error(`A reply could not be loaded: ${answer.status}`);
  return answer.text();
}

export function fetchLetter(key, url) {
  if (!letters.has(key)) {
    const loading = load(url);
    loading.catch(() => letters.delete(key));
    letters.set(key, loading);
  }
  const found = letters.get(key);
  letters.delete(key); // What is seen again is read again.
  return found;
}

export function forget(key) {
  letters.delete(key);
}

// Fetches the next ones, one after the other: many at once would make presses wait.
let chain = Promise.resolve();
export function prefetch(rows) {
  for (const [key, url] of rows.slice(0, AHEAD)) {
    if (letters.has(key)) continue;
    const loading = chain.then(() => load(url));
    chain = loading.catch(() => letters.delete(key));
    letters.set(key, loading);
  }
}
