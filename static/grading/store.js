// The device's own database: keys by person, sheets and acts by person and sheet.
//
//   keys    {person, keys: [CryptoKey]}
//   sheets  {person, sheet, client, made, offset, until, savedAt, label: sealed, base: sealed}
//   acts    {person, sheet, sequence, state, at, sentence, sealed}
//
// made: the highest sequence given on this device. until: when nothing of it is kept any more, in
// ms, null while the sheet is open. state: waiting, stored, conflict, refused, dropped.

const NAME = "ccas-grilles";
const VERSION = 1;
let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys", { keyPath: "person" });
      request.result.createObjectStore("sheets", { keyPath: ["person", "sheet"] });
      request.result.createObjectStore("acts", { keyPath: ["person", "sheet", "sequence"] });
    };
    request.onsuccess = () => {
      const database = request.result;
      const forget = () => {
        opening = null;
      };
      database.onclose = forget;
      database.onversionchange = () => {
        database.close();
        forget();
      };
      resolve(database);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("another window holds an older journal"));
  }).catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

/** The result of one request. */
export function once(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Run work({name: store}) in one transaction and give its result once it is on disk: what this
 * resolved for survives the tab, the browser and the battery.
 */
export async function transaction(names, mode, work) {
  const database = await open();
  const opened = database.transaction(names, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    opened.oncomplete = resolve;
    opened.onerror = () => reject(opened.error);
    opened.onabort = () => reject(opened.error || new Error("nothing was kept"));
  });
  const stores = Object.fromEntries(names.map((name) => [name, opened.objectStore(name)]));
  try {
    const result = await work(stores);
    await done;
    return result;
  } catch (error) {
    done.catch(() => {});
    try {
      opened.abort();
    } catch {
      // It had ended already.
    }
    throw error;
  }
}

/** Every row of one sheet in a store whose keys begin by person and sheet. */
export const rowsOf = (person, sheet) => IDBKeyRange.bound([person, sheet], [person, sheet, []]);
