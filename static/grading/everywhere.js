// On every page of somebody signed in: another person locks what the last one kept here, signing
// out does too, and what has had its time goes. Nothing is opened on a device that keeps nothing.

import { close, lock, owner, purge } from "./keeping.js";

const EVERY_MINUTE = 60 * 1000;
const { person, signOut } = document.body.dataset;

async function tidy() {
  const closed = document.querySelector("[data-sheet-closed]");
  if (closed) {
    await close(person, closed.dataset.sheetClosed, Date.now());
  }
  await purge();
}

if (owner()) {
  if (owner() !== person) {
    await lock();
  }
  await tidy();
  setInterval(tidy, EVERY_MINUTE);
}

// The form leaves once the device is locked; a device that cannot lock does not hold anybody in.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!owner() || !signOut || new URL(form.action).pathname !== signOut || form.dataset.locked) {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  form.dataset.locked = "1";
  try {
    await Promise.race([lock(), new Promise((resolve) => setTimeout(resolve, 3000))]);
  } finally {
    HTMLFormElement.prototype.submit.call(form);
  }
}, true);
