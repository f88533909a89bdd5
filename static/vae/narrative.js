// A narrative that saves as one types: each save says which revision it started from and bears an
// id of its own, so that sending it again changes nothing. Without this module the button saves.

import { button, element } from "./elements.js";

const QUIET = 800;
const AGAIN = 5000;
const NAMES = ["situation", "action", "result"];

const form = document.querySelector("form[data-narrative]");
if (form) start(form);

function start(form) {
  const said = form.querySelector("[data-saved]");
  const panel = form.querySelector("[data-conflict]");
  const fields = Object.fromEntries(NAMES.map((name) => [name, form.elements[name]]));
  let known = values();
  let pending = null;
  let timer = null;
  let running = Promise.resolve();

  for (const name of NAMES) {
    decorate(fields[name]);
    fields[name].addEventListener("input", () => {
      count(name);
      later(QUIET);
    });
    fields[name].addEventListener("change", () => later(0));
  }
  addEventListener("online", () => later(0));
  addEventListener("pagehide", () => timer && send());
  form.addEventListener("submit", () => clearTimeout(timer));

  function values() {
    return Object.fromEntries(NAMES.map((name) => [name, fields[name].value]));
  }

  function count(name) {
    const tokens = fields[name].value.split(/\s+/u).filter((one) => /[\p{L}\p{N}]/u.test(one));
    const number = tokens.length;
    form.querySelector(`[data-words="${name}"]`).textContent = `${number} mot${number > 1 ? "s" : ""}`;
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(send);
    }, wait);
  }

  function tell(text, trouble = false) {
    said.textContent = text;
    said.classList.toggle("vae-saved--trouble", trouble);
  }

  async function send() {
    timer = null;
    const typed = values();
    if (!panel.hidden || NAMES.every((name) => typed[name] === known[name])) return;
    // The same id for the same words, whatever the network did with the first try.
    const words = JSON.stringify(typed);
    if (pending?.words !== words) pending = { words, id: identifier() };
    const body = new FormData(form);
    body.set("save", pending.id);
    tell("Enregistrement…");
    let response;
    try {
      response = await fetch(location.pathname, {
        method: "POST",
        body,
        headers: { "X-Autosave": "1" },
        redirect: "manual",
        keepalive: words.length < 20000,
      });
    } catch {
      tell(navigator.onLine ? "Non enregistré : le service ne répond pas. Nouvel essai…" : "Non enregistré : pas de réseau. Nouvel essai à son retour.", true);
      later(AGAIN);
      return;
    }
    if (response.status === 409) return conflict(await response.json());
    if (response.status === 422) return tell((await response.json()).sentences.join(" "), true);
    if (!response.ok) {
      tell("Non enregistré : rechargez la page après avoir copié votre texte.", true);
      return;
    }
    const answer = await response.json();
    known = typed;
    pending = null;
    form.elements.revision.value = answer.revision;
    tell(`Enregistré à ${answer.saved_at}.`);
  }

  function conflict(answer) {
    tell("Non enregistré : deux textes se contredisent.", true);
    panel.replaceChildren(element("p", answer.sentences.join(" ")));
    for (const name of NAMES) {
      if (answer.answers[name] === fields[name].value) continue;
      const label = form.querySelector(`label[for="${fields[name].id}"]`).textContent.trim();
      panel.append(element("h3", `${label} — texte enregistré`, "vae-question"));
      panel.append(element("blockquote", answer.answers[name] || "(vide)", "vae-quote"));
    }
    const choices = element("div", "", "ccas-actions");
    choices.append(
      button("Garder le mien", () => settle(answer, false)),
      button("Prendre le texte enregistré", () => settle(answer, true)),
    );
    panel.append(choices);
    panel.hidden = false;
    panel.focus();
  }

  function settle(answer, theirs) {
    form.elements.revision.value = answer.revision;
    known = answer.answers;
    pending = null;
    if (theirs) {
      for (const name of NAMES) {
        fields[name].value = answer.answers[name];
        count(name);
      }
      tell("Le texte enregistré est repris.");
    }
    panel.hidden = true;
    later(0);
  }
}

function decorate(field) {
  const bar = element("div", "", "vae-marks");
  bar.append(
    button("Gras", () => wrap(field, "**")),
    button("Italique", () => wrap(field, "_")),
    button("Liste", () => list(field)),
  );
  field.before(bar);
}

function wrap(field, mark) {
  const { selectionStart: from, selectionEnd: to } = field;
  const chosen = field.value.slice(from, to) || "mots";
  replace(field, from, to, `${mark}${chosen}${mark}`);
  field.setSelectionRange(from + mark.length, from + mark.length + chosen.length);
}

function list(field) {
  const from = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const lines = field.value.slice(from, field.selectionEnd).split("\n");
  replace(field, from, field.selectionEnd, lines.map((line) => `- ${line}`).join("\n"));
}

function replace(field, from, to, text) {
  field.focus();
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// randomUUID exists only where the page came by a secure way; these 122 bits do everywhere.
function identifier() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
