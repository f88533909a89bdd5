// Without a network, the sheets that this device keeps for the person who left it open.

import { owner, waitingBySheet } from "./keeping.js";
import { once, transaction } from "./store.js";
import { Vault } from "./vault.js";
import { acts } from "./words.js";

async function rows(person) {
  const vault = await Vault.open(person, () => Promise.reject(new Error("locked")));
  const waiting = await waitingBySheet(person);
  const kept = await transaction(["sheets"], "readonly", ({ sheets }) => once(sheets.getAll()));
  const mine = kept.filter((row) => row.person === person);
  return Promise.all(
    mine.map(async (row) => ({
      sheet: row.sheet,
      label: await vault.unseal(row.label),
      waiting: waiting.get(row.sheet),
    })),
  );
}

async function show() {
  const list = document.querySelector("[data-kept]");
  for (const { sheet, label, waiting } of await rows(owner())) {
    const row = document.createElement("li");
    const link = document.createElement("a");
    link.className = "fr-link";
    link.href = new URL(`../${sheet}/`, location.origin + list.dataset.kept).pathname;
    link.textContent = label;
    row.append(link, waiting ? ` : ${acts(waiting)} à envoyer` : " : tout est envoyé");
    list.append(row);
  }
  document.querySelector("[data-none]").hidden = list.children.length > 0;
}

show().catch(() => {});
addEventListener("online", () => location.reload());
