// The station clock: second 0 is the start of the simulation, on the server's time. Inside a page
// time runs on the browser's monotonic clock, so that a device set right mid-call jumps nowhere.

const LONGEST = 24 * 3600;

export class StationClock {
  #phases = [];
  #startsAt = NaN;
  #server = 0;
  #at = 0;

  // offset: device clock minus server clock, in ms, as last measured.
  constructor(offset) {
    this.offset = offset;
    this.#server = Date.now() - offset;
    this.#at = performance.now();
  }

  // The server just said its time, asked `took` ms ago.
  sync(serverNow, took = 0) {
    this.#server = Date.parse(serverNow) + took / 2;
    this.#at = performance.now();
    this.offset = Math.round(Date.now() - this.#server);
  }

  // phases: [{code, label, starts_at, ends_at}] around second 0 as planned; startedAt: when it
  // truly began, null before. The whole plan moves with it.
  plan(phases, zero, startedAt) {
    const shift = startedAt ? Date.parse(startedAt) - Date.parse(zero) : 0;
    this.#phases = phases.map((phase) => ({
      code: phase.code,
      label: phase.label,
      starts: Date.parse(phase.starts_at) + shift,
      ends: Date.parse(phase.ends_at) + shift,
    }));
    this.#startsAt = Date.parse(zero) + shift;
  }

  now() {
    return this.#server + (performance.now() - this.#at);
  }

  // Seconds since the start of the simulation; null before it, or a day after.
  second() {
    const value = Math.floor((this.now() - this.#startsAt) / 1000);
    return value >= 0 && value <= LONGEST ? value : null;
  }

  // Seconds since the start, negative before it.
  elapsed() {
    return Math.floor((this.now() - this.#startsAt) / 1000);
  }

  // The second, on this clock, at which the simulation phase ends; null when nothing says so.
  simulationEnds() {
    const phase = this.#phases.find((one) => one.code === "simulation");
    return phase ? Math.round((phase.ends - this.#startsAt) / 1000) : null;
  }

  // {code, label, left: seconds}; code "before" or "over" outside the phases; null without a plan.
  phase() {
    const now = this.now();
    const last = this.#phases.at(-1);
    if (!last) {
      return null;
    }
    const holds = this.#phases.find((phase) => phase.starts <= now && now < phase.ends);
    if (holds) {
      return { code: holds.code, label: holds.label, left: Math.ceil((holds.ends - now) / 1000) };
    }
    if (now < this.#phases[0].starts) {
      const left = Math.ceil((this.#phases[0].starts - now) / 1000);
      return { code: "before", label: this.#phases[0].label, left };
    }
    return { code: "over", label: last.label, left: 0 };
  }
}
