// From the journal to the server: in order, as often as it takes, each act counted once there.
//
// One window at a time sends for a sheet. An act leaves the waiting list only when the server has
// answered for that very act; whatever else comes back, it stays on the device.

const BATCH = 50;
const PATIENCE = 12_000;
const SENT_AFTER = 2_000;
const BEAT = 25_000;
export const DELAYS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

export class Replay {
  #journal;
  #urls;
  #clock;
  #changed;
  #told;
  #timer = 0;
  #failures = 0;
  #running = false;
  #again = false;
  #beat = null;

  // Said on the screen: what is under way, what went wrong.
  state = { sending: false, sent: false, failed: false, signedOut: false, gone: false, sentence: "" };

  // urls: {journal, device}. told(sheet): what an answer says of the sheet. changed(): say it.
  constructor(journal, urls, clock, { token, told, changed }) {
    this.#journal = journal;
    this.#urls = urls;
    this.#clock = clock;
    this.token = token;
    this.#told = told;
    this.#changed = changed;
  }

  start() {
    addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") {
        this.now();
      }
    });
    this.now();
  }

  // Something new waits, the network is back, or somebody asks: try at once.
  now() {
    this.#failures = 0;
    this.#beat?.abort(); // a sign of life never holds an act back
    this.#run();
  }

  async #run() {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    clearTimeout(this.#timer);
    let wait = BEAT;
    try {
      do {
        this.#again = false;
        const name = `grille-envoi:${this.#journal.person}:${this.#journal.sheet}`;
        wait = await navigator.locks.request(name, () => this.#empty());
      } while (this.#again && this.#failures === 0);
    } finally {
      this.#running = false;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#run(), wait);
      this.#changed();
    }
  }

  // Send until nothing waits; → how long to rest, in ms.
  async #empty() {
    for (;;) {
      await this.#journal.load();
      const batch = this.#journal.waiting.slice(0, BATCH);
      const done = await this.#send(batch);
      if (!done) {
        this.#failures += 1;
        const delay = DELAYS[Math.min(this.#failures, DELAYS.length) - 1];
        return delay * (0.8 + 0.4 * Math.random());
      }
      if (this.#journal.waiting.length === 0) {
        return BEAT;
      }
    }
  }

  async #send(batch, renewed = false) {
    const state = { sending: batch.length > 0, sent: false, failed: false };
    this.#say(state);
    const slow = setTimeout(() => this.#say({ sent: batch.length > 0 }), SENT_AFTER);
    this.#beat = batch.length === 0 ? new AbortController() : null;
    const late = AbortSignal.timeout(PATIENCE);
    let answer;
    const asked = performance.now();
    try {
      answer = await fetch(this.#urls.journal, {
        method: "POST",
        redirect: "manual",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": this.token,
        },
        body: JSON.stringify({
          client: this.#journal.client,
          made: this.#journal.made,
          sent_at: Date.now(),
          acts: batch.map(outgoing),
        }),
        signal: this.#beat ? AbortSignal.any([late, this.#beat.signal]) : late,
      });
      const took = performance.now() - asked;
      if (answer.ok) {
        await this.#receive(await answer.json(), took);
        return true;
      }
    } catch (error) {
      if (this.#beat?.signal.aborted) {
        return true;
      }
      // Left without an answer in time: it may well have arrived, and goes again all the same.
      this.#say({ sending: false, sent: error.name === "TimeoutError", failed: true });
      return false;
    } finally {
      clearTimeout(slow);
    }
    return this.#refused(answer, batch, renewed);
  }

  async #receive(told, took) {
    this.#clock.sync(told.server_now, took);
    await this.#journal.settle(told.receipts);
    this.#say({
      sending: false, sent: false, failed: false, signedOut: false, gone: false, sentence: "",
    });
    await this.#told(told);
  }

  async #refused(answer, batch, renewed) {
    this.#say({ sending: false, sent: false, failed: true });
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      this.#say({ signedOut: true });
      return false;
    }
    if (answer.status === 403 && !renewed && (await this.#renew())) {
      return this.#send(batch, true);
    }
    if (answer.status === 404) {
      this.#say({ gone: true, sentence: "Cette grille ne vous est pas confiée" });
      return false;
    }
    if (answer.status === 413 && batch.length > 1) {
      return this.#send(batch.slice(0, Math.ceil(batch.length / 2)), renewed);
    }
    return false;
  }

  // Signing in again gives the browser another token: ask for it, as the same person only.
  async #renew() {
    const answer = await fetch(this.#urls.device, { redirect: "manual" }).catch(() => null);
    if (!answer?.ok) {
      this.#say({ signedOut: answer?.type === "opaqueredirect" });
      return false;
    }
    const told = await answer.json();
    if (told.person !== this.#journal.person) {
      this.#say({ gone: true, sentence: "Une autre personne est connectée sur cet appareil" });
      return false;
    }
    this.token = told.csrf;
    return true;
  }

  #say(some) {
    Object.assign(this.state, some);
    this.#changed();
  }
}

function outgoing(act) {
  const { sequence, kind, competency, value, text, second, previous, made_at } = act;
  return { sequence, kind, competency, value, text, second, previous, made_at, unsure: false };
}
