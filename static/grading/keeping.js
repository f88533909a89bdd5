// What this device keeps, for whom and until when. Loaded on every page of somebody signed in: it
// does nothing at all on a device that never opened a sheet.

import { AFTER_SIGNING, UNTOUCHED } from "./journal.js";
import { once, rowsOf, transaction } from "./store.js";

export const PREFIX = "grilles-";
const OWNER = "grilles-proprietaire";
const LOCKED = "personne";

export const owner = () => localStorage.getItem(OWNER);

/** This person's sheets may be kept here from now on. */
export function claim(person) {
  localStorage.setItem(OWNER, person);
}

async function unsent(acts, row) {
  const rows = await once(acts.getAll(rowsOf(row.person, row.sheet)));
  return rows.filter((act) => act.state === "waiting").length;
}

async function forget({ sheets, acts }, row) {
  await once(acts.delete(rowsOf(row.person, row.sheet)));
  await once(sheets.delete([row.person, row.sheet]));
}

/** Destroy keys and copies of pages; what was sent goes too. Acts not sent stay, sealed. */
export async function lock() {
  localStorage.setItem(OWNER, LOCKED);
  await transaction(["keys", "sheets", "acts"], "readwrite", async (stores) => {
    await once(stores.keys.clear());
    for (const row of await once(stores.sheets.getAll())) {
      if ((await unsent(stores.acts, row)) === 0) {
        await forget(stores, row);
      }
    }
  });
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX)) {
      await caches.delete(name);
    }
  }
}

/** The server confirmed that the sheet takes no more acts: an hour from then, nothing is kept. */
export async function close(person, sheet, at) {
  await transaction(["sheets"], "readwrite", async ({ sheets }) => {
    const row = await once(sheets.get([person, sheet]));
    if (row && row.until === null) {
      await once(sheets.put({ ...row, until: at + AFTER_SIGNING }));
    }
  });
}

/** Forget the sheets whose time has come, and the copies of pages that nothing calls for. */
export async function purge(now = Date.now()) {
  const kept = await transaction(["sheets", "acts"], "readwrite", async (stores) => {
    const staying = new Set();
    for (const row of await once(stores.sheets.getAll())) {
      const over = row.until === null ? now > row.touched + UNTOUCHED : now >= row.until;
      if (over && (await unsent(stores.acts, row)) === 0) {
        await forget(stores, row);
      } else {
        staying.add(row.sheet);
      }
    }
    return staying;
  });
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) {
      continue;
    }
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const sheet = /\/grilles\/([0-9a-f-]{36})\/$/.exec(new URL(request.url).pathname)?.[1];
      if (sheet && !kept.has(sheet)) {
        await cache.delete(request);
      }
    }
  }
  return kept;
}

/** How many acts of this person wait on this device, by sheet. */
export async function waitingBySheet(person) {
  return transaction(["sheets", "acts"], "readonly", async ({ sheets, acts }) => {
    const found = new Map();
    for (const row of await once(sheets.getAll())) {
      if (row.person === person) {
        found.set(row.sheet, await unsent(acts, row));
      }
    }
    return found;
  });
}
