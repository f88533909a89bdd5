// What the station's clock brings on the screen each second: the phase and the time left, the
// events of the scenario, and what nobody has observed yet.

import { stillToObserve } from "../sessions/still_to_observe.js";
import { face, phase, stretch } from "./words.js";

/** An event stays announced as played that long, in seconds. */
const PLAYED = 60;

export class Station {
  #clock;
  #config;
  #observed = new Set();
  #injects;
  #said = { hints: "", inject: "" };

  constructor(clock, config) {
    this.#clock = clock;
    this.#config = config;
    this.#injects = config.injects.map((inject, rank) => ({
      ...inject,
      place: document.querySelector(`[data-inject="${rank}"]`),
    }));
  }

  start() {
    this.tick();
    setInterval(() => this.tick(), 1000);
  }

  // ratings: Map competency → level. A line rated « non observé » was not observed.
  rated(ratings) {
    const unseen = new Set(
      this.#config.scale.filter((level) => !level.observed).map((level) => level.code),
    );
    this.#observed = new Set(
      [...ratings].filter(([, value]) => !unseen.has(value)).map(([competency]) => competency),
    );
    this.#hints();
  }

  tick() {
    const elapsed = this.#clock.elapsed();
    const now = this.#clock.phase();
    const { name, left } = phase(now);
    set("[data-clock]", face(Math.abs(elapsed) > 12 * 3600 ? null : elapsed));
    set("[data-phase]", name);
    set("[data-left]", left);
    const bar = document.querySelector("[data-bar]");
    bar.dataset.bar = now?.code || "";
    bar.classList.toggle("grid-bar--soon", now?.code === "simulation" && now.left <= 120);
    this.#events(elapsed);
    this.#hints();
  }

  #events(elapsed) {
    const running = Math.abs(elapsed) < 12 * 3600;
    const coming = this.#injects.find((one) => running && one.second > elapsed);
    const played = this.#injects.findLast(
      (one) => one.second <= elapsed && elapsed < one.second + PLAYED,
    );
    for (const one of this.#injects) {
      one.place?.classList.toggle("grid-injects--due", running && elapsed >= one.second);
      one.place?.classList.toggle("grid-injects--next", one === coming);
    }
    this.#announce(played, coming, elapsed);
  }

  // The event that has just been played, with what is hoped for; else the next one.
  #announce(played, coming, elapsed) {
    const shown = played || coming;
    const place = document.querySelector("[data-announce]");
    place.hidden = !shown || (!played && !this.#near());
    if (place.hidden) {
      return;
    }
    set("[data-announce-when]", played ? "Maintenant" : `Dans ${stretch(coming.second - elapsed)}`);
    place.classList.toggle("grid-announce--now", Boolean(played));
    const key = `${shown.second} ${Boolean(played)}`;
    if (this.#said.inject !== key) {
      this.#said.inject = key;
      set("[data-announce-what]", `${shown.channel} : ${shown.text}`);
      set("[data-announce-expected]", `Attendu : ${shown.expected}`);
      // Said aloud once, when it is played; the countdown itself stays silent.
      set("[data-announce-aloud]", played ? `Événement, ${shown.channel} : ${shown.text}` : "");
    }
  }

  #near() {
    const code = this.#clock.phase()?.code;
    return code === "simulation" || code === "briefing";
  }

  #hints() {
    const ends = this.#clock.simulationEnds();
    const elapsed = this.#clock.elapsed();
    const running = this.#clock.phase()?.code === "simulation" && ends !== null;
    const still = running ? this.#still(elapsed, ends) : [];
    const key = JSON.stringify(still.map(({ competency, sentence }) => [competency, sentence]));
    if (this.#said.hints === key) {
      return;
    }
    this.#said.hints = key;
    const sentences = new Map(still.map((one) => [one.competency, one.sentence]));
    for (const { id } of this.#config.lines) {
      const place = document.querySelector(`#ligne-${id} [data-hint]`);
      place.textContent = sentences.get(id) || "";
      place.hidden = !sentences.has(id);
    }
  }

  // Only what a person can still act upon, and must: no event to come for it, or the end is near.
  #still(elapsed, ends) {
    const calls = this.#injects.map(({ second, competencies }) => ({ second, competencies }));
    const observable = this.#config.lines.filter((line) => line.observable).map((line) => line.id);
    const called = calls.some(({ competencies }) => competencies.length > 0);
    return stillToObserve(observable, { calls, observed: this.#observed, second: elapsed, endsAt: ends })
      .filter(({ urgent, left }) => urgent && (called || left < 600))
      .map((one) => (called ? one : { ...one, sentence: one.sentence.split("\u00a0;")[0] }));
  }
}

function set(selector, text) {
  const place = document.querySelector(selector);
  if (place.textContent !== text) {
    place.textContent = text;
  }
}
