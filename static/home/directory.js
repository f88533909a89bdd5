// The directory by keyboard: « / » goes to the search, j and k from one row to the next; Enter is
// the link's own. Silent in text fields, and while another key is held.

const rows = [...document.querySelectorAll("[data-row]")];
const search = document.querySelector("[data-directory] input");
const words = document.querySelector("[data-keys]");

if (words) {
  words.hidden = false;
}

function typing(target) {
  return target.closest("input, select, textarea, [contenteditable]") !== null;
}

function step(by) {
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (typing(event.target)) {
    if (event.key === "Escape") {
      event.target.blur();
    }
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    search?.focus();
    search?.select();
  } else if (event.key === "j") {
    step(1);
  } else if (event.key === "k") {
    step(-1);
  }
});
