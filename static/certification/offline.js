// The offline page: what is scanned or pasted, or stands in its own address, is checked in place.

import { holds, names, read } from "./claim.js";

const page = document.querySelector("[data-claims]");
const { key, kinds, worker, scope } = JSON.parse(document.getElementById("claims").textContent);
const part = (name) => page.querySelector(`[data-part="${name}"]`);
let current = null;

part("form").addEventListener("submit", (event) => {
  event.preventDefault();
  check(part("pasted").value);
});

part("names").addEventListener("submit", async (event) => {
  event.preventDefault();
  const same = await names(current, part("name").value);
  part("same").textContent = same
    ? "Oui : c’est le nom du titulaire."
    : "Non : ce n’est pas, ainsi écrit, le nom du titulaire.";
});

addEventListener("hashchange", () => check(location.href));
if (location.hash.includes("~")) {
  part("pasted").value = location.href;
  check(location.href);
}
ready();

async function check(pasted) {
  current = null;
  try {
    const claim = read(pasted);
    current = claim && (await holds(claim, key)) ? claim : null;
  } catch {
    current = null; // a text that is no claim, whatever it is
  }
  const word = current ? "AUTHENTIQUE" : "INCONNU";
  part("verdict").hidden = false;
  part("verdict").className = `ccas-verdict ccas-verdict--${current ? "authentic" : "unknown"}`;
  part("word").textContent = word;
  part("says").textContent = current
    ? "Ce carré a été signé par le certificateur. Un retrait ou un remplacement prononcé depuis ne se lit qu’en ligne."
    : "Ce texte n’est pas signé par la clé que tient cette page, ou il a été modifié.";
  part("specimen").hidden = !current?.number.startsWith("SPECIMEN-");
  part("facts").hidden = !current;
  part("names").hidden = !current?.name;
  part("same").textContent = "";
  if (current) {
    const [, year, month, day] = current.day.match(/^(\d{4})(\d{2})(\d{2})$/) ?? [];
    part("kind").textContent = kinds[current.kind] ?? current.kind;
    part("number").textContent = current.number;
    part("day").textContent = `${day}/${month}/${year}`;
  }
}

// Kept on the device, the page opens without a network, for any address of a QR code.
async function ready() {
  if (!("serviceWorker" in navigator)) {
    return;
  }
  await navigator.serviceWorker.register(worker, { scope });
  await navigator.serviceWorker.ready;
  part("kept").hidden = false;
}
