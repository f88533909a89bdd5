// Keys of the live sheet: what each one does, and the person's own choice, kept on the device.
// Silent inside text fields and dialogs, and when the person has turned them off.

export const ACTIONS = [
  { name: "up", label: "Ligne précédente", key: "ArrowUp" },
  { name: "down", label: "Ligne suivante", key: "ArrowDown" },
  { name: "rate1", label: "Premier niveau", key: "1" },
  { name: "rate2", label: "Deuxième niveau", key: "2" },
  { name: "rate3", label: "Troisième niveau", key: "3" },
  { name: "rate4", label: "Quatrième niveau", key: "4" },
  { name: "note", label: "Noter sur la ligne", key: "n" },
  { name: "undo", label: "Annuler le dernier acte", key: "u" },
  { name: "unsure", label: "Marquer la ligne à revoir", key: "r" },
  { name: "next", label: "Suivante à coter", key: "s" },
  { name: "help", label: "Ces raccourcis", key: "?" },
];

const RESERVED = new Set(["Tab", "Enter", "Escape", " ", "Shift", "Control", "Alt", "Meta", "Dead"]);
const SPOKEN = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" };

/** The name of the key pressed: digits by their place (they need no shift), letters by themselves. */
export function keyOf(event) {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
  if (digit) {
    return digit;
  }
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

export const spoken = (key) => SPOKEN[key] || key.toUpperCase();

export class Keys {
  #place;

  constructor(person) {
    this.#place = `grilles-touches:${person}`;
    this.read();
  }

  read() {
    const kept = JSON.parse(localStorage.getItem(this.#place) || "{}");
    this.on = kept.on ?? true;
    this.map = new Map(ACTIONS.map(({ name, key }) => [name, kept.map?.[name] || key]));
  }

  #write() {
    const kept = { on: this.on, map: Object.fromEntries(this.map) };
    localStorage.setItem(this.#place, JSON.stringify(kept));
  }

  turn(on) {
    this.on = on;
    this.#write();
  }

  reset() {
    localStorage.removeItem(this.#place);
    this.read();
  }

  // null when done, else why not.
  assign(name, key) {
    if (RESERVED.has(key)) {
      return "Cette touche sert au navigateur : choisissez-en une autre.";
    }
    const taken = ACTIONS.find((other) => other.name !== name && this.map.get(other.name) === key);
    if (taken) {
      return `« ${spoken(key)} » sert déjà : ${taken.label.toLowerCase()}.`;
    }
    this.map.set(name, key);
    this.#write();
    return null;
  }

  // The action of that key, or null. Nothing inside a text field, a list or a dialog.
  action(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
      return null;
    }
    if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) {
      return null;
    }
    const key = keyOf(event);
    const found = ACTIONS.find(({ name }) => this.map.get(name) === key)?.name || null;
    return this.on || found === "help" ? found : null;
  }
}

/** The dialog that shows the keys and lets one change them. */
export class KeyHelp {
  #keys;
  #dialog;
  #labels;
  #waiting = null;

  // labels: the scale's own words for the levels, in order.
  constructor(keys, dialog, labels) {
    this.#keys = keys;
    this.#dialog = dialog;
    this.#labels = labels;
    dialog.querySelector("[data-keys-on]").addEventListener("change", (event) => {
      keys.turn(event.target.checked);
    });
    dialog.querySelector("[data-keys-reset]").addEventListener("click", () => {
      keys.reset();
      this.#draw("Les touches d’origine sont remises.");
    });
    dialog.querySelector("[data-keys-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      this.#waiting = null;
    });
    dialog.addEventListener("keydown", (event) => this.#typed(event));
  }

  open() {
    this.#draw("");
    this.#dialog.showModal();
  }

  #draw(sentence) {
    const list = this.#dialog.querySelector("[data-keys-list]");
    this.#dialog.querySelector("[data-keys-on]").checked = this.#keys.on;
    this.#dialog.querySelector("[data-keys-said]").textContent = sentence;
    list.replaceChildren(...this.#shown().map((action) => this.#row(action)));
  }

  #shown() {
    const levels = this.#labels.length;
    return ACTIONS.filter(({ name }) => !/^rate/.test(name) || Number(name.slice(4)) <= levels);
  }

  #words({ name, label }) {
    return /^rate/.test(name) ? `Coter « ${this.#labels[Number(name.slice(4)) - 1]} »` : label;
  }

  #row(action) {
    const row = document.createElement("li");
    row.className = "grid-keys__row";
    const words = document.createElement("span");
    words.id = `touche-${action.name}`;
    words.textContent = this.#words(action);
    const key = document.createElement("kbd");
    key.textContent = this.#waiting === action.name ? "…" : spoken(this.#keys.map.get(action.name));
    const change = document.createElement("button");
    change.type = "button";
    change.className = "fr-btn fr-btn--sm fr-btn--tertiary";
    change.dataset.change = action.name;
    change.textContent = "Changer";
    change.setAttribute("aria-describedby", words.id);
    change.addEventListener("click", () => {
      this.#waiting = action.name;
      this.#draw(`${this.#words(action)} : appuyez sur la touche voulue, ou Échap.`);
      this.#back(action.name);
    });
    row.append(words, key, change);
    return row;
  }

  #typed(event) {
    if (!this.#waiting || event.key === "Tab" || event.key === "Shift") {
      return;
    }
    event.preventDefault();
    const name = this.#waiting;
    if (event.key === "Escape") {
      this.#waiting = null;
      this.#draw("Rien n’a changé.");
    } else {
      const why = this.#keys.assign(name, keyOf(event));
      this.#waiting = why ? name : null;
      this.#draw(why || `C’est fait : ${spoken(keyOf(event))}.`);
    }
    this.#back(name);
  }

  #back(name) {
    this.#dialog.querySelector(`[data-change="${name}"]`).focus();
  }
}
