// A form that saves as one types. What is not valid yet is named at the end, never in mid-word; what
// another window changed meanwhile is shown, and one chooses; without this module the button saves.

import { button, element } from "./elements.js";

const QUIET = 800;

for (const form of document.querySelectorAll("form[data-autosave]")) start(form);

function start(form) {
  const said = form.querySelector("[data-saved]");
  const panel = form.querySelector("[data-torn]");
  const read = JSON.parse(form.elements.read.value);
  let timer = null;
  let running = Promise.resolve();
  let shown = null; // the contradictions that the panel shows
  form.addEventListener("input", () => later(QUIET));
  form.addEventListener("change", () => later(0));
  form.addEventListener("submit", () => clearTimeout(timer));
  addEventListener("pagehide", () => timer && save());

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      running = running.then(save);
    }, wait);
  }

  function tell(text, trouble = false) {
    said.textContent = text;
    said.classList.toggle("vae-saved--trouble", trouble);
  }

  async function save() {
    tell("Enregistrement…");
    const body = new FormData(form);
    let response;
    let answer;
    try {
      response = await fetch(location.pathname, {
        method: "POST",
        body,
        headers: { "X-Autosave": "1" },
        redirect: "manual",
        keepalive: true,
      });
      if (!response.ok && response.status !== 409) throw new Error(String(response.status));
      answer = await response.json();
    } catch {
      tell(navigator.onLine
        ? "Non enregistré : le service ne répond pas. Nouvel essai à la prochaine frappe."
        : "Non enregistré : pas de réseau. Nouvel essai dès son retour.", true);
      addEventListener("online", () => later(0), { once: true });
      return;
    }
    for (const name of answer.saved) note(name, body.getAll(name));
    if (response.status === 409) return choose(answer.torn);
    panel.hidden = true;
    shown = null;
    const wrong = Object.keys(answer.wrong).length;
    tell(`Enregistré à ${answer.saved_at}.${wrong ? " Des champs restent à compléter." : ""}`);
  }

  // What this page has read of a field, for the next save and for the button.
  function note(name, values) {
    read[name] = values;
    form.elements.read.value = JSON.stringify(read);
  }

  function choose(torn) {
    tell("Non enregistré : une autre fenêtre a changé cette réponse.", true);
    // Going to a button of the panel leaves the field, which saves: the button stays under the finger.
    const asked = JSON.stringify(torn);
    if (asked === shown) return;
    shown = asked;
    panel.replaceChildren();
    for (const one of torn) {
      panel.append(
        element("h3", `${one.label} — réponse enregistrée ailleurs`, "vae-question"),
        element("blockquote", one.shown, "vae-quote"),
        element("div", "", "ccas-actions"),
      );
      panel.lastChild.append(
        button("Garder la mienne", () => settle(one, false)),
        button("Prendre l’autre", () => settle(one, true)),
      );
    }
    panel.hidden = false;
    panel.focus();
  }

  function settle(one, theirs) {
    shown = null;
    note(one.name, one.standing);
    if (theirs) put(form.elements[one.name], one.standing);
    later(0);
  }
}

function put(control, values) {
  const boxes = control instanceof RadioNodeList ? [...control] : [control];
  for (const box of boxes) {
    if (box.type === "checkbox" || box.type === "radio") box.checked = values.includes(box.value);
    else box.value = values[0] ?? "";
  }
}
