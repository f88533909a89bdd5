/* While a simulation runs: what has not been observed yet. The same words as the server's
   `assessments.sessions.rules.still_to_observe`, for a device without a network; a test holds the
   two together. Seconds of the station clock; second 0 is the start of the simulation. */

/** Under this number of seconds to the end, whatever is not observed is urgent. */
export const SOON = 300;

/**
 * observable: competency ids, in order. calls: [{second, competencies}]. observed: Set of ids, rated
 * and not as « non observé ». → [{competency, left, nextIn, urgent, sentence}], nextIn null when no
 * inject that calls for it is to come.
 */
export function stillToObserve(observable, { calls, observed, second, endsAt }) {
  const left = Math.max(endsAt - second, 0);
  return observable
    .filter((competency) => !observed.has(competency))
    .map((competency) => {
      const toCome = calls
        .filter((call) => second <= call.second && call.second < endsAt)
        .filter((call) => call.competencies.includes(competency))
        .map((call) => call.second - second);
      const nextIn = toCome.length ? Math.min(...toCome) : null;
      const urgent = nextIn === null || left < SOON;
      return { competency, left, nextIn, urgent, sentence: sentence(left, nextIn) };
    });
}

function sentence(left, nextIn) {
  if (left === 0) return "pas observée, la phase est finie";
  const minutes = Math.floor(left / 60);
  let remain = `${minutes} minutes restent`;
  if (minutes === 0) remain = "moins d’une minute reste";
  else if (minutes === 1) remain = "1 minute reste";
  if (nextIn === null) return `pas encore observée, ${remain} ; plus aucun événement ne l’appelle`;
  if (nextIn < 60) return `pas encore observée, ${remain} ; événement dans moins d’une minute`;
  return `pas encore observée, ${remain} ; prochain événement dans ${Math.floor(nextIn / 60)} min`;
}
