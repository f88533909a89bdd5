// What this device keeps of a sheet is sealed by a key that the server gives to one person, once
// signed in. The browser holds it without letting any script read it; signing out destroys it.

import { once, transaction } from "./store.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export class Vault {
  #keys;

  constructor(keys) {
    this.#keys = keys;
  }

  // The vault of that person: from this device, else from the server. given(): asks the server,
  // → [base64 keys, the newest first]. Rejects when neither has one.
  static async open(person, given) {
    const kept = await transaction(["keys"], "readonly", (stores) => once(stores.keys.get(person)));
    if (kept) {
      return new Vault(kept.keys);
    }
    return Vault.renew(person, await given());
  }

  // Keep the keys the server has just given: the first seals, all open.
  static async renew(person, texts) {
    const keys = await Promise.all(
      texts.map((text) =>
        crypto.subtle.importKey("raw", bytes(text), "AES-GCM", false, ["encrypt", "decrypt"]),
      ),
    );
    await transaction(["keys"], "readwrite", (stores) => once(stores.keys.put({ person, keys })));
    return new Vault(keys);
  }

  async seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = encoder.encode(JSON.stringify(value));
    return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.#keys[0], text) };
  }

  // The value sealed, or undefined when none of the keys opens it.
  async unseal(sealed) {
    for (const key of this.#keys) {
      try {
        const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.box);
        return JSON.parse(decoder.decode(text));
      } catch {
        // The next key, if there is one.
      }
    }
    return undefined;
  }
}
