// The journal of one sheet on this device: append-only acts, on disk before anything is sent.
//
// Every window of the same person shares it: a sequence is given inside the transaction that writes
// the act, under a lock, so that the act also follows the last one that any window made.

import { once, rowsOf, transaction } from "./store.js";

/** A confirmed sheet stays that long on the device, in ms; a sheet nobody touches, that long. */
export const AFTER_SIGNING = 3600 * 1000;
export const UNTOUCHED = 14 * 24 * 3600 * 1000;

export class Journal {
  #vault;
  #channel;
  #opened = new Map();

  // Local acts in order: {sequence, state, at, sentence, kind, competency, value, text, second,
  // previous, made_at}. base: what the server last said of the sheet.
  acts = [];
  made = 0;
  client = "";
  base = null;
  savedAt = null;
  offset = null;

  constructor(person, sheet, vault) {
    this.person = person;
    this.sheet = sheet;
    this.#vault = vault;
    this.#channel = new BroadcastChannel(`grille:${person}:${sheet}`);
  }

  static async open(person, sheet, vault, label) {
    const journal = new Journal(person, sheet, vault);
    const sealed = await vault.seal(label);
    await transaction(["sheets"], "readwrite", async ({ sheets }) => {
      const row = (await once(sheets.get([person, sheet]))) || {
        person,
        sheet,
        client: crypto.randomUUID(),
        made: 0,
        offset: null,
        savedAt: null,
        base: null,
      };
      await once(sheets.put({ ...row, label: sealed, until: null, touched: Date.now() }));
    });
    await journal.load();
    return journal;
  }

  // Another window of the same person wrote something.
  onChange(changed) {
    this.#channel.onmessage = () => this.load().then(changed);
  }

  get waiting() {
    return this.acts.filter((act) => act.state === "waiting");
  }

  // What is on disk now; the sealed part of an act never changes and is opened once.
  async load() {
    const { row, rows } = await transaction(["sheets", "acts"], "readonly", async (stores) => ({
      row: await once(stores.sheets.get([this.person, this.sheet])),
      rows: await once(stores.acts.getAll(rowsOf(this.person, this.sheet))),
    }));
    if (!row) {
      throw new Error("this device no longer keeps the sheet");
    }
    const acts = [];
    for (const { sequence, state, at, sentence, sealed } of rows) {
      if (!this.#opened.has(sequence)) {
        this.#opened.set(sequence, await this.#vault.unseal(sealed));
      }
      const said = this.#opened.get(sequence);
      if (said) {
        acts.push({ ...said, client: row.client, sequence, state, at, sentence });
      }
    }
    const base = row.base ? await this.#vault.unseal(row.base) : null;
    if (base && (!this.base || base.server_now > this.base.server_now)) {
      this.base = base;
    }
    Object.assign(this, { acts, made: row.made, client: row.client });
    Object.assign(this, { savedAt: row.savedAt, offset: row.offset });
  }

  // draft(journal) → the act to write, or null for none. Resolves once it is on disk.
  append(draft) {
    return this.#alone(async () => {
      await this.load();
      const said = draft(this);
      if (!said) {
        return null;
      }
      const sealed = await this.#vault.seal(said);
      const sequence = await transaction(["sheets", "acts"], "readwrite", async (stores) => {
        const row = await once(stores.sheets.get([this.person, this.sheet]));
        row.made += 1;
        row.touched = Date.now();
        await once(stores.sheets.put(row));
        const act = { person: this.person, sheet: this.sheet, sequence: row.made, sealed };
        await once(stores.acts.add({ ...act, state: "waiting", at: null, sentence: null }));
        return row.made;
      });
      await this.load();
      this.#channel.postMessage("changed");
      return sequence;
    });
  }

  // receipts: [{sequence, state, at, sentence}]: what the server answered for each act.
  async settle(receipts) {
    const states = { stored: "stored", replayed: "stored" };
    await this.#write(async ({ acts, sheets }) => {
      let savedAt = null;
      for (const receipt of receipts) {
        const row = await once(acts.get([this.person, this.sheet, receipt.sequence]));
        if (row && row.state === "waiting") {
          const state = states[receipt.state] || receipt.state;
          await once(acts.put({ ...row, state, at: receipt.at, sentence: receipt.sentence }));
          savedAt = state === "stored" && receipt.at > (savedAt || "") ? receipt.at : savedAt;
        }
      }
      if (savedAt) {
        const row = await once(sheets.get([this.person, this.sheet]));
        await once(sheets.put({ ...row, savedAt }));
      }
    });
  }

  // The person has chosen, or read: these acts ask for nothing more. They stay in the journal.
  async drop(sequences) {
    await this.#write(async ({ acts }) => {
      for (const sequence of sequences) {
        const row = await once(acts.get([this.person, this.sheet, sequence]));
        if (row && row.state !== "waiting") {
          await once(acts.put({ ...row, state: "dropped" }));
        }
      }
    });
  }

  // What the server says of the whole sheet, and how far this device's clock is from its own.
  async keep(base, offset) {
    this.base = base;
    const sealed = await this.#vault.seal(base);
    await this.#write(async ({ sheets }) => {
      const row = await once(sheets.get([this.person, this.sheet]));
      await once(sheets.put({ ...row, base: sealed, offset, touched: Date.now() }));
    });
  }

  #alone(work) {
    return navigator.locks.request(`grille:${this.person}:${this.sheet}`, work);
  }

  async #write(work) {
    await transaction(["sheets", "acts"], "readwrite", work);
    await this.load();
    this.#channel.postMessage("changed");
  }
}
