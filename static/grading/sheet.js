// The sheet at the station: a tap shows at once, leaves in order, and its state is said in words.
// Without this file every button is a plain form and the sheet works all the same.

import { Queue } from "./queue.js";

const sheet = document.querySelector("[data-sheet]");
const client = identifier();
const skew = Date.now() - Date.parse(sheet.dataset.now);
const startsAt = Date.parse(sheet.dataset.startsAt);
const LONGEST = 6 * 3600;
let sequence = 0;

const queue = new Queue(send, say);

function identifier() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// -- The station clock: from the start of the simulation, on the server's time ------------------

function second() {
  const value = Math.floor((Date.now() - skew - startsAt) / 1000);
  return value >= 0 && value <= LONGEST ? value : null;
}

function tick() {
  const now = second();
  const face = now === null ? "--:--" : `${pad(Math.floor(now / 60))}:${pad(now % 60)}`;
  document.querySelector("[data-clock]").textContent = face;
  for (const inject of document.querySelectorAll("[data-minute]")) {
    const due = now !== null && now >= Number(inject.dataset.minute) * 60;
    inject.classList.toggle("grid-injects--due", due);
  }
}

function pad(number) {
  return String(number).padStart(2, "0");
}

tick();
setInterval(tick, 1000);

// -- From a form to an act ----------------------------------------------------------------------

sheet.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-keep]")) {
    event.preventDefault();
    refresh(form.closest("[data-line]").id);
  } else if (form.matches("[data-act]")) {
    event.preventDefault();
    take(form, event.submitter);
  }
});

function take(form, button) {
  const fields = Object.fromEntries(new FormData(form, button));
  if (fields.kind === "note" && !fields.text.trim()) {
    form.querySelector("textarea").focus();
    return;
  }
  const act = { fields, url: form.action, chained: false, competency: form.dataset.competency };
  fields.client = client;
  fields.sequence = String(++sequence);
  fields.device_offset_ms = String(Math.max(-2147483647, Math.min(2147483647, skew)));
  const now = second();
  if (now !== null) {
    fields.second = String(now);
  }
  if (fields.kind === "rate") {
    act.chained = true;
    follow(act, queue.lastOn(act.competency));
    press(form, button);
  } else if ("undo" in form.dataset) {
    undo(act);
  }
  queue.push(act);
  if ("note" in form.dataset) {
    form.querySelector("textarea").value = "";
    document.getElementById(`ligne-${fields.competency}`)?.focus();
  }
}

// An act that follows one not sent yet names it by its rank on this device.
function follow(act, before) {
  if (before) {
    act.fields.previous = `${client}:${before.fields.sequence}`;
  }
}

function undo(act) {
  const before = queue.last();
  if (before && before.fields.kind !== "undo") {
    act.competency = before.competency;
    act.chained = before.chained;
    follow(act, before);
  } else if (before) {
    act.competency = before.competency;
    act.chained = before.chained;
    follow(act, queue.lastOn(before.competency));
  } else {
    act.chained = true;
  }
}

function press(form, button) {
  for (const target of form.querySelectorAll("[aria-pressed]")) {
    target.setAttribute("aria-pressed", String(target === button));
  }
  form.closest("[data-line]").classList.remove("grid-line--owed");
}

// -- Sending, and putting in place what the server answers --------------------------------------

async function send(act) {
  const answer = await fetch(act.url, {
    method: "POST",
    body: new URLSearchParams(act.fields),
    headers: { "HX-Request": "true" },
    signal: AbortSignal.timeout(8000),
  });
  const receipt = answer.headers.get("X-Sheet-Act");
  if (receipt !== `${client}:${act.fields.sequence}`) {
    throw new Error(`no receipt (${answer.status})`);
  }
  const html = await answer.text();
  return () => place(html, act);
}

function place(html, act) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const piece of answer.body.querySelectorAll("[id^='grille-'], [id^='ligne-']")) {
    const old = document.getElementById(piece.id);
    const later = act && act.competency && queue.lastOn(act.competency);
    if (old && !(later && piece.id === `ligne-${act.competency}`)) {
      swap(old, piece);
    }
  }
}

function swap(old, piece) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const fresh = document.importNode(piece, true);
  if ("line" in fresh.dataset) {
    fresh.tabIndex = -1;
  }
  old.replaceWith(fresh);
  if (focused) {
    const same = focused.dataset.key && fresh.querySelector(`[data-key="${focused.dataset.key}"]`);
    (same || fresh.querySelector("button:not([disabled])") || fresh).focus({ preventScroll: true });
  }
}

async function refresh(line) {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of [line, "grille-compte", "grille-annuler"]) {
    const old = document.getElementById(id);
    const piece = page.getElementById(id);
    if (old && piece) {
      swap(old, piece);
    }
  }
  document.getElementById("grille-etat").textContent = "La cotation enregistrée est gardée";
  document.getElementById(line)?.querySelector("button")?.focus();
}

// -- The state, always in words -----------------------------------------------------------------

function say(state) {
  const place = document.getElementById("grille-etat");
  if (state.size === 0) {
    return;
  }
  const many = state.size > 1 ? ` (${state.size} gestes)` : "";
  place.className = "grid-state";
  if (!state.failed) {
    place.classList.add("grid-state--sending");
    place.textContent = `Enregistrement…${many}`;
    return;
  }
  place.classList.add("grid-state--late");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "fr-btn fr-btn--sm";
  button.textContent = "Réessayer";
  button.addEventListener("click", () => queue.retry());
  place.replaceChildren(`Non envoyé${many} — `, button);
}

window.addEventListener("beforeunload", (event) => {
  if (queue.size > 0) {
    event.preventDefault();
  }
});

// -- Keyboard: arrows move, 1–9 rate, N notes, U undoes; never inside a text field ---------------

for (const line of document.querySelectorAll("[data-line]")) {
  line.tabIndex = -1;
}

document.addEventListener("keydown", (event) => {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!plain || event.target.closest("input, textarea, select, summary, dialog")) {
    return;
  }
  const line = document.activeElement?.closest("[data-line]");
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(line, event.key === "ArrowDown" ? 1 : -1);
  } else if (line && digit) {
    event.preventDefault();
    line.querySelector(`[aria-pressed][data-key="${digit}"]`)?.click();
  } else if (event.key.toLowerCase() === "n") {
    event.preventDefault();
    note(line);
  } else if (event.key.toLowerCase() === "u") {
    event.preventDefault();
    document.querySelector("#grille-annuler button")?.click();
  }
});

function move(line, step) {
  const lines = Array.from(document.querySelectorAll("[data-line]"));
  const at = line ? lines.indexOf(line) + step : 0;
  const next = lines[Math.max(0, Math.min(lines.length - 1, at))];
  const target = next.querySelector("[aria-pressed='true']") || next.querySelector("button");
  target?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}

function note(line) {
  const field = document.getElementById("note-competence");
  if (line) {
    field.value = line.dataset.line;
  }
  document.getElementById("note-texte").focus();
}

// -- « Suivante à coter » -----------------------------------------------------------------------

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-next]")) {
    return;
  }
  event.preventDefault();
  const next = sheet.querySelector(".grid-line--owed");
  next?.scrollIntoView({ block: "center" });
  next?.querySelector("button")?.focus({ preventScroll: true });
});
