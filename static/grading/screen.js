// The sheet on the screen: a drawing of what the journal says. It writes nothing and sends nothing;
// words reach the page as text, never as markup.

import { acts as counted, face, fine, hour, said, saving } from "./words.js";

const byId = (id) => document.getElementById(id);

export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = fine(text);
  return made;
}

export function button(text, className, action) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}

const outside = (number) =>
  number > 1
    ? `${number} lignes sans cotation portent sur ce que le scénario ne montre pas.`
    : "1 ligne sans cotation porte sur ce que le scénario ne montre pas.";

export class Screen {
  #config;
  #labels;
  #lines;
  #elements = new Map();
  #drawn = new Map();
  #on;

  // config: what the page says of the sheet. on: {withdraw, keepTheirs, putMine, read, retry}.
  constructor(config, on) {
    this.#config = config;
    this.#on = on;
    this.#labels = new Map(config.scale.map((level) => [level.code, level.label]));
    this.#lines = new Map(config.lines.map((line) => [line.id, line]));
    for (const { id } of config.lines) {
      this.#elements.set(id, byId(`ligne-${id}`));
    }
  }

  where(competency) {
    const line = this.#lines.get(competency);
    return line ? `${line.block}.${line.position}` : "";
  }

  label(code) {
    return this.#labels.get(code) || "";
  }

  // view: of model.js. signing: {online}.
  draw(view) {
    for (const line of this.#config.lines) {
      this.#line(line, view);
    }
    const owed = this.#config.lines.filter((line) => !view.now.ratings.has(line.id));
    this.#count(owed);
    this.#undo(view);
    this.#list("grille-observations", view.now.observations, (act) => this.#observation(act), {
      empty: "Aucune observation pour l’instant.",
    });
    const doubts = this.#config.lines.filter((line) => view.now.unsure.has(line.id));
    this.#list("grille-revoir", doubts, (line) => this.#toLine(line), {
      empty: "Aucune ligne marquée « à revoir ».",
    });
    this.#list("grille-manquantes", owed, (line) => this.#toLine(line), {});
    const unseen = document.querySelector("[data-unseen]");
    if (unseen) {
      unseen.hidden = owed.every((line) => line.observable);
      const number = owed.filter((line) => !line.observable).length;
      unseen.querySelector("[data-words]").textContent = outside(number);
    }
    byId("grille-manque").hidden = owed.length === 0;
    byId("grille-doutes").hidden = doubts.length === 0;
    const sentence = doubts.length > 1 ? "lignes restent marquées" : "ligne reste marquée";
    byId("grille-doutes").textContent =
      `${doubts.length} ${sentence} « à revoir » : cela n’empêche pas de signer.`;
    this.#list("grille-historique", view.acts.slice(-30).reverse(), (act) => this.#act(act), {
      empty: "Aucun acte pour l’instant.",
      key: (act) => `${act.key}${act.state}`,
    });
    this.#refused(view.refused);
  }

  #line(line, view) {
    const place = this.#elements.get(line.id);
    const value = view.now.ratings.get(line.id) || "";
    const clash = view.clashes.get(line.id);
    const doubt = view.now.unsure.has(line.id);
    const state = JSON.stringify([value, doubt, clash]);
    if (this.#drawn.get(line.id) === state) {
      return;
    }
    this.#drawn.set(line.id, state);
    for (const target of place.querySelectorAll("[aria-pressed][value]")) {
      target.setAttribute("aria-pressed", String(target.value === value));
    }
    place.classList.toggle("grid-line--owed", !value);
    place.classList.toggle("grid-line--unsure", doubt);
    place.querySelector("[data-unsure]").setAttribute("aria-pressed", String(doubt));
    this.#clash(place, line, clash);
  }

  #clash(place, line, clash) {
    const had = place.querySelector(".grid-clash");
    const held = had?.contains(document.activeElement);
    had?.remove();
    place.classList.toggle("grid-line--clash", Boolean(clash));
    place.querySelector(".grid-line__form").hidden = Boolean(clash);
    if (clash) {
      place.append(this.#choice(line, clash));
    }
    if (held) {
      place.querySelector(".grid-line__form:not([hidden]) button, .grid-clash button")?.focus();
    }
  }

  #choice(line, clash) {
    const box = element("div", "grid-clash");
    box.setAttribute("role", "alert");
    const values = element("dl", "grid-clash__values");
    const theirs = this.label(clash.current) || "Aucune cotation";
    const mine = this.label(clash.proposed) || "Annulation";
    for (const [term, value] of [
      [clash.at ? `Enregistrée à ${hour(clash.at)}` : "Enregistrée", theirs],
      ["La vôtre, ici", mine],
    ]) {
      const pair = element("div");
      pair.append(element("dt", "", term), element("dd", "", value));
      values.append(pair);
    }
    const buttons = element("div", "grid-clash__choice");
    const keep = () => this.#on.keepTheirs(line.id, clash);
    buttons.append(button(`Garder « ${theirs} »`, "fr-btn fr-btn--secondary", keep));
    if (clash.proposed && clash.proposed !== clash.current) {
      const put = () => this.#on.putMine(line.id, clash);
      buttons.append(button(`Mettre « ${mine} »`, "fr-btn", put));
    }
    box.append(element("p", "", clash.sentence || "Cette ligne a changé ailleurs."), values, buttons);
    return box;
  }

  #count(owed) {
    const total = this.#config.lines.length;
    byId("grille-compte").querySelector("strong").textContent = `${total - owed.length}/${total}`;
    byId("grille-compte").querySelector("[data-next]").hidden = owed.length === 0;
    byId("grille-compte").querySelector("[data-sign]").hidden = owed.length > 0;
  }

  #undo(view) {
    const place = document.querySelector("#grille-annuler button");
    const act = view.undo;
    place.disabled = !act;
    const words = act
      ? said(act, act.competency ? this.where(act.competency) : "", this.label(act.value))
      : "rien";
    place.querySelector("[data-words]").textContent = `\u00a0: ${words}`;
  }

  // Draw a list anew only when what it shows has changed; the focus stays where it was.
  #list(id, rows, row, { empty = "", key = (one) => one.key || one.id }) {
    const place = byId(id);
    const state = JSON.stringify(rows.map(key));
    if (this.#drawn.get(id) === state) {
      return;
    }
    this.#drawn.set(id, state);
    const rank = [...place.children].findIndex((one) => one.contains(document.activeElement));
    const made = rows.map(row);
    if (made.length === 0 && empty) {
      made.push(element("li", "ccas-muted", empty));
    }
    place.replaceChildren(...made);
    if (rank >= 0) {
      const next = place.children[Math.min(rank, place.children.length - 1)];
      (next?.querySelector("button, a") || byId("note-texte"))?.focus({ preventScroll: true });
    }
  }

  #observation(act) {
    const row = element("li");
    const text = element("span", "grid-observations__text", act.text);
    if (act.competency) {
      text.append(" ", element("span", "ccas-muted", `(${this.where(act.competency)})`));
    }
    const look = "fr-btn fr-btn--sm fr-btn--tertiary-no-outline fr-icon-delete-line";
    const gone = button("", look, () => this.#on.withdraw(act.key));
    gone.title = "Retirer cette observation";
    gone.append(element("span", "fr-sr-only", `Retirer « ${act.text.slice(0, 40)} »`));
    row.append(element("span", "grid-observations__when ccas-numbers", face(act.second)), text, gone);
    return row;
  }

  #toLine(line) {
    const row = element("li");
    const link = element("a", "fr-link");
    link.append(element("span", "", `${line.block}.${line.position} ${line.text}`));
    link.href = `#ligne-${line.id}`;
    link.dataset.toLine = line.id;
    row.append(link);
    return row;
  }

  #act(act) {
    const row = element("li", "grid-history__act");
    const where = act.competency ? this.where(act.competency) : "";
    const words = element("span", "", said(act, where, this.label(act.value)));
    if (act.state === "waiting") {
      words.append(" ", element("strong", "grid-history__waiting", "pas encore envoyé"));
    }
    row.append(element("span", "ccas-numbers", hour(act.moment[0])), words);
    return row;
  }

  #refused(refused) {
    const place = byId("grille-refus");
    place.hidden = refused.length === 0;
    const rows = refused.map((act) => {
      const row = element("li");
      const where = act.competency ? this.where(act.competency) : "";
      row.append(element("strong", "", said(act, where, this.label(act.value))));
      row.append(` ${act.sentence || ""}`);
      return row;
    });
    place.querySelector("ul").replaceChildren(...rows);
    place.querySelector("p").textContent =
      refused.length > 1 ? `${counted(refused.length)} refusés` : "1 acte refusé";
  }

  // The state of saving, always in words.
  say(state) {
    const place = byId("grille-etat");
    const { kind, text, action } = saving(state);
    const key = JSON.stringify([kind, text, action]);
    if (place.dataset.key === key) {
      return;
    }
    place.dataset.key = key;
    place.className = `grid-state grid-state--${kind}`;
    place.replaceChildren(element("span", "", text));
    if (action === "retry") {
      place.append(button("Réessayer", "fr-btn fr-btn--sm", () => this.#on.retry()));
    } else if (action) {
      const link = element("a", "fr-btn fr-btn--sm", "Se reconnecter");
      link.href = this.#config.urls.signIn;
      place.append(" ", link);
    }
  }
}
