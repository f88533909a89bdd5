// What the acts amount to: the same reading as `assessments.grading.rules.project`, act for act.
// Pure: plain values in, plain values out. A test runs both on the same lists of acts.

const WORDS = new Set(["note", "observe"]);

const ascending = (one, other) => (one < other ? -1 : Number(one > other));

/**
 * acts: [{key, kind, competency, value, text, previous, second, unsure, moment}] in any order;
 * moment: [ms by the server's clock, rank on the device].
 * → {ratings, standing, heads: Map by competency, observations, forks, unsure: Set of competencies}
 */
export function project(acts) {
  const observed = new Map(acts.filter((act) => WORDS.has(act.kind)).map((act) => [act.key, act]));
  const words = new Set(observed.keys());
  const followers = new Map();
  for (const act of acts) {
    if (act.kind === "undo" && words.has(act.previous)) {
      observed.delete(act.previous);
    } else if ((act.kind === "rate" || act.kind === "undo") && act.competency !== null) {
      follow(followers, act);
    }
  }
  const found = { ratings: new Map(), standing: new Map(), heads: new Map(), forks: [] };
  found.unsure = marked(acts);
  for (const competency of [...followers.keys()].sort(ascending)) {
    walk(competency, followers.get(competency), found);
  }
  found.observations = [...observed.values()].sort(
    (one, other) => (one.second || 0) - (other.second || 0) || ascending(one.key, other.key),
  );
  return found;
}

function follow(followers, act) {
  if (!followers.has(act.competency)) {
    followers.set(act.competency, new Map());
  }
  const chain = followers.get(act.competency);
  const previous = act.previous ?? null;
  chain.set(previous, [...(chain.get(previous) || []), act]);
}

// The competencies whose latest mark asks for a second look.
function marked(acts) {
  const latest = new Map();
  for (const act of acts) {
    if (act.competency !== null && (act.kind === "unsure" || act.unsure)) {
      const asks = act.kind !== "unsure" || act.value !== "no";
      const mark = [...act.moment, act.key, asks];
      const before = latest.get(act.competency);
      if (!before || later(mark, before)) {
        latest.set(act.competency, mark);
      }
    }
  }
  return new Set([...latest].filter(([, mark]) => mark[3]).map(([competency]) => competency));
}

function later(mark, before) {
  const at = mark.findIndex((each, rank) => each !== before[rank]);
  return at >= 0 && mark[at] > before[at];
}

// The acts of one competency form a chain; where two follow the same one, it stops before them.
function walk(competency, chain, found) {
  let head = null;
  const pile = [];
  for (;;) {
    const following = chain.get(head) || [];
    if (following.length > 1) {
      const values = following.map((act) => act.value).sort(ascending);
      found.forks.push({ competency, previous: head, values });
    }
    if (following.length !== 1) {
      break;
    }
    const [act] = following;
    if (act.kind === "undo") {
      pile.pop();
    } else {
      pile.push(act);
    }
    head = act.key;
  }
  if (pile.length > 0) {
    found.ratings.set(competency, pile.at(-1).value);
    found.standing.set(competency, pile.at(-1).key);
  }
  if (head !== null) {
    found.heads.set(competency, head);
  }
}

/** The last act still in force, whichever competency it was on: what « annuler » undoes. */
export function undoable(acts, now) {
  const live = new Set(now.observations.map((act) => act.key));
  const standing = new Set(now.standing.values());
  return acts.findLast((act) => live.has(act.key) || standing.has(act.key)) || null;
}

/** What the undoing of that act must name: the observation itself, or the head of its chain. */
export function undoing(act, now) {
  return WORDS.has(act.kind) ? act.key : now.heads.get(act.competency);
}

export const isWords = (act) => WORDS.has(act.kind);
