// Sending files by pieces: progress, pause, retry, taken up again after a closed tab.
// Without this module the form posts the files in one go, and loses nothing but the comfort.
import { forget, keep, left } from "./waiting.js";

const WAITS = [1000, 2000, 5000, 10000, 30000];

class Refused extends Error {}

for (const form of document.querySelectorAll("form[data-upload]")) {
  start(form);
}

async function start(form) {
  const { kind, set, person } = form.dataset;
  const input = form.querySelector("input[type=file]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    pick(form, input);
  }, true);
  input.addEventListener("change", () => pick(form, input));
  // On a slow line the file may be chosen before this module has come.
  pick(form, input);
  for (const record of await left(person, kind, set)) {
    send(form, record);
  }
}

function pick(form, input) {
  const { kind, set, person } = form.dataset;
  for (const file of input.files) {
    send(form, {
      key: crypto.randomUUID(),
      person, kind, set,
      name: file.name,
      size: file.size,
      blob: file,
      upload: null,
      since: Date.now(),
    });
  }
  input.value = "";
}

// One line of the list: what is sent, how far, and what can be done about it.
function line(form, record) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = record.name;
  const bar = document.createElement("progress");
  bar.max = record.size;
  bar.value = 0;
  bar.setAttribute("aria-label", `Envoi de ${record.name}`);
  const said = document.createElement("span");
  said.className = "fr-text--sm";
  const pause = button("Suspendre");
  const stop = button("Abandonner");
  item.append(name, bar, said, pause, stop);
  form.querySelector(".ccas-upload__list").append(item);
  return { item, bar, said, pause, stop };
}

function button(text) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "fr-btn fr-btn--sm fr-btn--tertiary-no-outline";
  made.textContent = text;
  return made;
}

async function send(form, record) {
  const shown = line(form, record);
  const run = { paused: false, stopped: false, wake: null };
  shown.pause.addEventListener("click", () => {
    run.paused = !run.paused;
    shown.pause.textContent = run.paused ? "Reprendre" : "Suspendre";
    if (!run.paused && run.wake) run.wake();
  });
  shown.stop.addEventListener("click", () => {
    run.stopped = true;
    if (run.wake) run.wake();
  });
  addEventListener("online", () => run.wake && run.wake());
  await keep(record);
  for (let failures = 0; ; ) {
    if (run.stopped) return abandon(form, record, shown);
    if (run.paused) {
      shown.said.textContent = "Envoi suspendu.";
      await pauseFor(run, 3600 * 1000);
      continue;
    }
    try {
      const file = await advance(form, record, shown, run);
      if (file) return arrived(record, shown, file);
      failures = 0;
    } catch (error) {
      if (error instanceof Refused) return refused(record, shown, error.message);
      const wait = WAITS[Math.min(failures++, WAITS.length - 1)];
      shown.said.textContent = navigator.onLine
        ? `Le réseau ne répond pas : nouvel essai dans ${wait / 1000} s.`
        : "Pas de réseau : l’envoi reprendra dès son retour, même si vous fermez cette page.";
      await pauseFor(run, wait);
    }
  }
}

function pauseFor(run, milliseconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    run.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

// One step: announce, or send pieces until the end; gives the file once it is received.
async function advance(form, record, shown, run) {
  let upload = record.upload
    ? await ask(form, "GET", `${form.dataset.upload}${record.upload}/`).catch(lostUpload)
    : null;
  if (!upload || upload.state === "dropped") {
    upload = await ask(form, "POST", form.dataset.upload, JSON.stringify({
      kind: record.kind, set: record.set, name: record.name, size: record.size,
    }));
    record.upload = upload.id;
    await keep(record);
  }
  const place = `${form.dataset.upload}${upload.id}/`;
  let received = upload.received;
  while (received < record.size && !run.paused && !run.stopped) {
    shown.bar.value = received;
    shown.said.textContent = `${Math.floor((100 * received) / record.size)} % envoyés`;
    const piece = await record.blob.slice(received, received + upload.part).arrayBuffer();
    const answer = await ask(form, "POST", `${place}morceaux/${received}/`, piece);
    received = answer.received;
  }
  if (run.paused || run.stopped) return null;
  shown.bar.value = record.size;
  shown.said.textContent = "Vérification…";
  return ask(form, "POST", `${place}terminer/`, "");
}

function lostUpload(error) {
  if (error instanceof Refused) return null;
  throw error;
}

// The answer of the service. A refusal is final; anything else is tried again.
async function ask(form, method, address, body) {
  const headers = { Accept: "application/json" };
  if (method === "POST") {
    headers["X-CSRFToken"] = form.elements.csrfmiddlewaretoken.value;
    if (body instanceof ArrayBuffer) {
      headers["Content-Type"] = "application/octet-stream";
      headers["X-Part-Sha256"] = await sha256(body);
    } else {
      headers["Content-Type"] = "application/json";
    }
  }
  const response = await fetch(address, { method, headers, body, redirect: "manual" });
  if (response.ok) return response.json();
  if (response.status === 409) return response.json();
  if (response.status === 422) throw new Refused((await response.json()).sentences.join(" "));
  if (response.status === 404) throw new Refused("Cet envoi n’est plus possible : rechargez la page.");
  if (response.type === "opaqueredirect" || response.status === 403) {
    throw new Refused("Vous n’êtes plus connecté : reconnectez-vous, l’envoi reprendra ici.");
  }
  throw new Error(String(response.status));
}

async function sha256(bytes) {
  if (!crypto.subtle) return "";
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function arrived(record, shown, file) {
  await forget(record.key);
  shown.pause.remove();
  shown.stop.remove();
  shown.said.textContent = "Reçu, en cours d’analyse par l’antivirus.";
  document.dispatchEvent(new CustomEvent("file:received", { detail: file }));
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    let now = file;
    try {
      now = await (await fetch(file.state_url, { headers: { Accept: "application/json" } })).json();
    } catch {
      continue;
    }
    if (now.state === "received" || now.state === "scanning") continue;
    shown.bar.remove();
    shown.said.textContent = now.state === "clean" ? "Reçu et vérifié." : now.reason;
    if (now.state === "clean") {
      const link = document.createElement("a");
      link.className = "fr-link";
      link.href = now.url;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = "Ouvrir";
      shown.item.append(link);
    }
    return;
  }
}

async function refused(record, shown, sentence) {
  if (!sentence.startsWith("Vous n’êtes plus connecté")) await forget(record.key);
  shown.pause.remove();
  shown.stop.remove();
  shown.bar.remove();
  shown.said.className = "fr-error-text";
  shown.said.textContent = sentence;
}

async function abandon(form, record, shown) {
  await forget(record.key);
  if (record.upload) {
    await ask(form, "POST", `${form.dataset.upload}${record.upload}/abandonner/`, "").catch(() => {});
  }
  shown.item.remove();
}
