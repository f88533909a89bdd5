// The live sheet, wired: taps become acts of the journal, the journal is drawn, and replayed to the
// server. Without this file every button is a plain form, and the sheet works with a network.

import { StationClock } from "./clock.js";
import { Journal } from "./journal.js";
import { claim, close, owner, lock, purge } from "./keeping.js";
import { Keys } from "./keyboard.js";
import { listen } from "./gestures.js";
import * as model from "./model.js";
import { Replay } from "./replay.js";
import { Screen } from "./screen.js";
import { Station } from "./station.js";
import { acts as counted } from "./words.js";
import { Vault } from "./vault.js";

const REFRESH = 60_000;
const root = document.querySelector("[data-sheet]");
const config = JSON.parse(document.getElementById("grille-config").textContent);

let journal;
let replay;
let shown;
let refreshedAt = -Infinity;
let problem = "";

const clock = new StationClock(Date.now() - Date.parse(config.server_now));
const screen = new Screen(config, {
  retry: () => replay.now(),
  withdraw: (key) => act((now) => model.withdraw(now, key, clock.second())),
  keepTheirs: (_, clash) => journal.drop(clash.sequences).then(draw),
  putMine: (line, clash) => putMine(line, clash),
});
const station = new Station(clock, config);

// -- Beginning -----------------------------------------------------------------------------------

async function device() {
  const answer = await fetch(config.urls.device, { redirect: "manual" });
  if (!answer.ok) {
    throw new Error(`no key (${answer.status})`);
  }
  const told = await answer.json();
  if (told.person !== config.person) {
    throw new Error("another person is signed in");
  }
  return told;
}

async function begin() {
  if (owner() !== config.person) {
    await lock();
  }
  claim(config.person);
  await purge();
  const vault = await Vault.open(config.person, async () => (await device()).keys);
  journal = await Journal.open(config.person, config.sheet, vault, config.label);
  if (journal.offset !== null) {
    clock.offset = journal.offset;
    clock.sync(new Date(Date.now() - journal.offset).toISOString());
  }
  journal.onChange(draw);
  const { value: token } = root.querySelector("[name='csrfmiddlewaretoken']");
  replay = new Replay(journal, config.urls, clock, { token, told, changed: say });
  if (!journal.base) {
    await refresh();
  }
  draw();
  station.start();
  root.dataset.sheet = "live";
  listen({ root, screen, keys: new Keys(config.person), config, does });
  replay.start();
  keepThePage();
  navigator.storage?.persist?.();
}

// A tap that comes before the journal is open waits for it.
const early = [];
const hold = (event) => {
  if (event.target.matches("[data-act]")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    early.push([event.target, event.submitter]);
  }
};
const release = () => {
  root.removeEventListener("submit", hold, true);
  early.forEach(([form, button]) => form.requestSubmit(button));
};
root.addEventListener("submit", hold, true);

// The journal is the only way in: a device that cannot keep one leaves the plain forms as they are.
begin().then(release, (error) => {
  release();
  root.dataset.sheet = "plain";
  const place = document.getElementById("grille-alerte");
  place.hidden = false;
  place.querySelector("p").textContent =
    `Cet appareil ne peut rien garder (${error.message}) : chaque acte part aussitôt et demande le` +
    " réseau. Rechargez la page pour essayer de nouveau.";
});

async function keepThePage() {
  if (!("serviceWorker" in navigator)) {
    return;
  }
  await navigator.serviceWorker.register(config.urls.worker, { scope: config.urls.scope });
  const ready = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  ready.active.postMessage({ keep: location.pathname, files });
}

// -- Acts ----------------------------------------------------------------------------------------

async function act(draft) {
  try {
    const sequence = await journal.append(() => draft(current()));
    draw();
    if (sequence !== null) {
      replay.now();
    }
    return sequence;
  } catch (error) {
    problem = `Cet acte n’a pas pu être gardé sur l’appareil (${error.message}). Refaites-le.`;
    draw();
    return null;
  }
}

const current = () => model.view(journal.base, journal);

const does = {
  rate: (line, value) => act((now) => model.rating(now, line, value, clock.second())),
  note: (kind, text, line) => act(() => model.words(kind, text, line, clock.second())),
  unsure: (line) => act((now) => model.mark(line, !now.now.unsure.has(line), clock.second())),
  undo: () => act((now) => model.undo(now, clock.second())),
  unseen,
  call,
  unsent: () => journal.waiting.length,
};

// What the scenario does not show, rated « non observé » in one tap.
async function unseen() {
  const level = config.scale.find((one) => !one.observed);
  for (const line of config.lines) {
    if (level && !line.observable && !current().now.ratings.has(line.id)) {
      await does.rate(line.id, level.code);
    }
  }
}

async function putMine(line, clash) {
  await refresh();
  await journal.drop(clash.sequences);
  await does.rate(line, clash.proposed);
}

async function call() {
  const answer = await fetch(config.urls.call, {
    method: "POST",
    redirect: "manual",
    headers: { Accept: "application/json", "X-CSRFToken": replay.token },
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null);
  if (answer && (answer.ok || answer.status === 422)) {
    return (await answer.json()).sentence;
  }
  return answer
    ? "L’appel n’est pas parti : reconnectez-vous, ou faites signe."
    : "Pas de réseau : l’appel n’est pas parti. Faites signe au responsable.";
}

// -- What the server says ------------------------------------------------------------------------

// Everything it knows of the sheet: after a conflict, when another device wrote, once a minute.
async function refresh() {
  const asked = performance.now();
  const answer = await fetch(config.urls.journal, {
    headers: { Accept: "application/json" },
    redirect: "manual",
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) {
    throw new Error(`sheet not read (${answer.status})`);
  }
  const base = await answer.json();
  refreshedAt = performance.now();
  clock.sync(base.server_now, refreshedAt - asked);
  await journal.keep(base, clock.offset);
  draw();
}

async function told({ sheet, receipts }) {
  if (sheet.state !== "open" && journal.waiting.length === 0) {
    await close(config.person, config.sheet, Date.now());
    location.reload();
    return;
  }
  const met = receipts.some((receipt) => receipt.state === "conflict");
  const elsewhere = sheet.rated !== current().now.ratings.size;
  if (met || elsewhere || performance.now() - refreshedAt > REFRESH) {
    await refresh().catch(() => {});
  }
  draw();
}

// -- Drawing -------------------------------------------------------------------------------------

function draw() {
  clock.plan(config.phases, config.zero, journal.base?.simulation.started_at);
  shown = current();
  screen.draw(shown);
  station.rated(shown.now.ratings);
  say();
}

function say() {
  screen.say({ ...replay.state, unsent: journal.waiting.length, savedAt: journal.savedAt || lastSaved() });
  const place = document.getElementById("grille-alerte");
  place.hidden = !problem;
  place.querySelector("p").textContent = problem;
  const waits = document.getElementById("grille-attente");
  waits.hidden = journal.waiting.length === 0;
  waits.textContent = `${counted(journal.waiting.length)} à envoyer avant de signer.`;
}

const lastSaved = () => journal.base?.acts.at(-1)?.at || null;
