// One key for what the president does most: V validates by rule the first block that waits, S and P
// go to the next and the previous candidate. Off in fields and with any modifier; a box on the page
// turns them off for good on this device (WCAG 2.1.4).

const KEPT = "deliberation:keys";
const box = document.querySelector("[data-keys-on]");

if (box) {
  box.checked = localStorage.getItem(KEPT) !== "off";
  box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const held = event.ctrlKey || event.altKey || event.metaKey || event.repeat;
  if (!box?.checked || (typing && typing !== box) || held) {
    return;
  }
  const place = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  const target = place?.matches("a") ? place : place?.querySelector("button");
  if (target) {
    event.preventDefault();
    target.click();
  }
});
