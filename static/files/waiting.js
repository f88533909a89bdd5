// What waits to be sent, kept on the device for a day: a closed tab or a lost network loses nothing.
// One record per file: {key, person, kind, set, name, size, blob, upload, since}.

const NAME = "envois";
const LIFE = 24 * 3600 * 1000;

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("files", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within(mode, work) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction("files", mode);
      const request = work(transaction.objectStore("files"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

// A private window may refuse: the upload then lives as long as the page.
export async function keep(record) {
  try {
    await within("readwrite", (files) => files.put(record));
    return true;
  } catch {
    return false;
  }
}

export async function forget(key) {
  try {
    await within("readwrite", (files) => files.delete(key));
  } catch {
    // Nothing was kept.
  }
}

// What this person had begun to send to this place; what is over a day old is forgotten, and so is
// what another person left on this device.
export async function left(person, kind, set) {
  let records = [];
  try {
    records = await within("readonly", (files) => files.getAll());
  } catch {
    return [];
  }
  const mine = [];
  for (const record of records) {
    if (record.person !== person || Date.now() - record.since > LIFE) {
      await forget(record.key);
    } else if (record.kind === kind && record.set === set) {
      mine.push(record);
    }
  }
  return mine;
}
