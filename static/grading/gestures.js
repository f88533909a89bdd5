// What a person does on the live sheet: taps, keys, the note drawer, the call, the signature.

import { KeyHelp } from "./keyboard.js";
import { acts as counted } from "./words.js";

/** does: {rate, note, unsure, undo, unseen, call, unsent}. Each writes through the journal. */
export function listen({ root, screen, keys, config, does }) {
  const note = document.getElementById("note-texte");
  const about = document.getElementById("note-competence");
  const dock = document.querySelector("[data-dock]");
  const help = new KeyHelp(
    keys,
    document.getElementById("grille-touches"),
    config.scale.map((level) => level.label),
  );

  for (const line of root.querySelectorAll("[data-line]")) {
    line.tabIndex = -1;
  }

  // -- Taps --------------------------------------------------------------------------------------

  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-unseen]")) {
      event.preventDefault();
      does.unseen();
    } else if (form.matches("[data-signing] form")) {
      holdBack(event);
    } else if (form.matches("[data-act]")) {
      event.preventDefault();
      take(form, event.submitter);
    } else if (form.matches("[data-call]")) {
      event.preventDefault();
      call(event.submitter);
    }
  });

  function take(form, button) {
    const fields = Object.fromEntries(new FormData(form, button));
    const line = Number(fields.competency) || null;
    if (fields.kind === "rate") {
      does.rate(line, fields.value);
    } else if (fields.kind === "undo") {
      does.undo();
    } else if (fields.text.trim()) {
      does.note(fields.kind, fields.text.trim(), Number(about.value) || null);
      if ("note" in form.dataset) {
        note.value = "";
        shut();
      }
    } else {
      note.focus();
    }
  }

  root.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    const line = on("[data-line]");
    if (on("[data-unsure]")) {
      does.unsure(Number(line.dataset.line));
    } else if (on("[data-next]")) {
      event.preventDefault();
      next();
    } else if (on("[data-to-line]")) {
      event.preventDefault();
      reach(document.getElementById(`ligne-${on("[data-to-line]").dataset.toLine}`));
    } else if (on("[data-note-open]")) {
      write(null);
    } else if (on("[data-note-shut]")) {
      shut();
    } else if (on("[data-help]")) {
      help.open();
    }
  });

  // -- Keys --------------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && dock.dataset.dock === "open") {
      shut();
      return;
    }
    const action = keys.action(event);
    if (!action) {
      return;
    }
    event.preventDefault();
    const line = document.activeElement?.closest("[data-line]");
    const level = /^rate([1-9])$/.exec(action)?.[1];
    if (level) {
      line?.querySelector(`[aria-pressed][data-key="${level}"]`)?.click();
    } else {
      ({
        up: () => move(line, -1),
        down: () => move(line, 1),
        note: () => write(line),
        undo: () => does.undo(),
        unsure: () => line && does.unsure(Number(line.dataset.line)),
        next,
        help: () => help.open(),
      })[action]();
    }
  });

  function reach(line) {
    const pressed = line.querySelector(".grid-target[aria-pressed='true']");
    (pressed || line.querySelector("button:not([hidden])") || line).focus({ preventScroll: true });
    line.scrollIntoView({ block: "center" });
  }

  function move(line, step) {
    const lines = [...root.querySelectorAll("[data-line]")];
    const at = line ? lines.indexOf(line) + step : 0;
    reach(lines[Math.max(0, Math.min(lines.length - 1, at))]);
  }

  function next() {
    const owed = root.querySelector(".grid-line--owed");
    if (owed) {
      reach(owed);
    }
  }

  // -- Notes -------------------------------------------------------------------------------------

  // On a phone the drawer opens over the lines; on a wide screen it is always there.
  function write(line) {
    if (line) {
      about.value = line.dataset.line;
    }
    dock.dataset.dock = "open";
    root.querySelector("[data-note-open]").setAttribute("aria-expanded", "true");
    note.focus();
  }

  function shut() {
    const inside = dock.contains(document.activeElement);
    dock.dataset.dock = "shut";
    const opener = root.querySelector("[data-note-open]");
    opener.setAttribute("aria-expanded", "false");
    const line = about.value && document.getElementById(`ligne-${about.value}`);
    if (inside) {
      (line || opener).focus({ preventScroll: true });
    }
    about.value = "";
  }

  // -- The lead, the signature -------------------------------------------------------------------

  async function call(button) {
    const place = document.getElementById("grille-appel");
    button.disabled = true;
    place.hidden = false;
    place.textContent = "Appel en cours…";
    place.textContent = await does.call();
    button.disabled = false;
    button.focus();
  }

  // One signs what has arrived, and with a network.
  function holdBack(event) {
    const unsent = does.unsent();
    const place = document.getElementById("grille-signature-dit");
    let sentence = "";
    if (unsent > 0) {
      sentence = `${counted(unsent)} ne sont pas encore arrivés : la signature attend.`;
    } else if (!navigator.onLine) {
      sentence = "Pas de réseau : la signature se fait en ligne.";
    }
    place.textContent = sentence;
    if (sentence) {
      event.preventDefault();
    }
  }
}
