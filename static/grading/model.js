// The sheet as this device knows it: what the server said of it, and what was done here since.
// Pure. Acts are named « client:sequence », so that one not sent yet can be followed or undone.

import { isWords, project, undoable, undoing } from "./projection.js";

const nameOf = (client, sequence) => `${client}:${sequence}`;

/** The server's acts, then those of this device that it has not told of yet, named alike. */
export function merge(base, journal) {
  const names = new Map();
  const acts = (base?.acts || []).map((act) => {
    const key = nameOf(act.client, act.sequence);
    names.set(act.act, key);
    const moment = [Date.parse(act.happened_at || act.at), act.sequence];
    return { ...act, key, moment, state: "stored" };
  });
  for (const act of acts) {
    act.previous = act.previous === null ? null : (names.get(act.previous) ?? act.previous);
  }
  const known = new Set(acts.map((act) => act.key));
  for (const act of journal.acts) {
    const key = nameOf(act.client, act.sequence);
    if ((act.state === "waiting" || act.state === "stored") && !known.has(key)) {
      const previous = act.previous ? nameOf(...act.previous) : null;
      const moment = [act.made_at - (journal.offset || 0), act.sequence];
      acts.push({ ...act, key, previous, moment });
    }
  }
  return acts;
}

/** Everything the screen shows of the acts, as plain values. */
export function view(base, journal) {
  const acts = merge(base, journal);
  const now = project(acts);
  return {
    acts,
    now,
    undo: undoable(acts, now),
    clashes: clashes(journal, now, acts),
    refused: journal.acts.filter((act) => act.state === "refused"),
    unsent: journal.waiting.length,
  };
}

// A line whose act met another: the last value proposed here, beside the one in force.
function clashes(journal, now, acts) {
  const found = new Map();
  for (const act of journal.acts.filter((one) => one.state === "conflict")) {
    const before = found.get(act.competency);
    const standing = acts.find((one) => one.key === now.standing.get(act.competency));
    found.set(act.competency, {
      sentence: act.sentence,
      current: now.ratings.get(act.competency) || "",
      at: standing?.at || null,
      proposed: act.kind === "rate" ? act.value : "",
      sequences: [...(before?.sequences || []), act.sequence],
    });
  }
  return found;
}

/** The reference that an act sends for the act it follows: [client, sequence], null for none. */
function reference(key) {
  if (!key) {
    return null;
  }
  const colon = key.lastIndexOf(":");
  return [key.slice(0, colon), Number(key.slice(colon + 1))];
}

const made = (fields) => ({
  competency: null, value: "", text: "", second: null, previous: null, made_at: Date.now(), ...fields,
});

// -- Acts to be written, each from the latest state of the sheet ---------------------------------

/** A tap; null when that very value is in force already. */
export function rating({ now }, competency, value, second) {
  if (now.ratings.get(competency) === value) {
    return null;
  }
  const previous = reference(now.heads.get(competency));
  return made({ kind: "rate", competency, value, second, previous });
}

export const words = (kind, text, competency, second) => made({ kind, text, competency, second });

export const mark = (competency, yes, second) =>
  made({ kind: "unsure", competency, value: yes ? "yes" : "no", second });

/** The undoing of the last act in force; null when there is none. */
export function undo({ now, undo: last }, second) {
  return last ? withdrawal(last, now, second) : null;
}

/** The withdrawal of one observation still in force; null when it is gone already. */
export function withdraw({ now }, key, second) {
  const act = now.observations.find((one) => one.key === key);
  return act ? withdrawal(act, now, second) : null;
}

function withdrawal(act, now, second) {
  const previous = reference(undoing(act, now));
  return made({ kind: "undo", competency: act.competency, second, previous });
}

export { isWords };
