// Everything the live sheet says, in one place. Pure.

const NBSP = "\u00a0";

const HOUR = new Intl.DateTimeFormat("fr-FR", {
  timeZone: "Europe/Paris",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

export const hour = (moment) => HOUR.format(new Date(moment));

export const acts = (number) => `${number}${NBSP}acte${number > 1 ? "s" : ""}`;

/** French spaces: a sign never begins a line. */
export const fine = (text) => text.replace(/ ([:;!?»])/g, `${NBSP}$1`).replace(/« /g, `«${NBSP}`);

const pad = (number) => String(number).padStart(2, "0");

/** « 07:32 » on the station clock, « −01:20 » before it starts, « --:-- » when unknown. */
export function face(second) {
  if (second === null || second === undefined) {
    return "--:--";
  }
  const size = Math.abs(second);
  return `${second < 0 ? "−" : ""}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** A stretch of time to read at a glance: « 6 min 20 s », « 45 s », « 2 h 05 ». */
export function stretch(seconds) {
  if (seconds >= 3600) {
    return `${Math.floor(seconds / 3600)}${NBSP}h${NBSP}${pad(Math.floor((seconds % 3600) / 60))}`;
  }
  if (seconds >= 60) {
    return `${Math.floor(seconds / 60)}${NBSP}min${NBSP}${pad(seconds % 60)}${NBSP}s`;
  }
  return `${seconds}${NBSP}s`;
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** The phase and the time left, in words: {name, left}. */
export function phase(now) {
  if (now === null) {
    return { name: "", left: "" };
  }
  if (now.code === "before") {
    return now.left > 12 * 3600
      ? { name: "Pas encore commencée", left: "" }
      : { name: "Pas encore commencée", left: `dans ${stretch(now.left)}` };
  }
  if (now.code === "over") {
    return { name: "Temps écoulé", left: "" };
  }
  return { name: capital(now.label), left: `reste ${stretch(now.left)}` };
}

/**
 * The state of saving. state: {unsent, savedAt, sending, sent, failed, signedOut, gone, sentence}.
 * → {kind: saved | sending | late, text, action: null | retry | sign-in | reload}
 */
export function saving(state) {
  const many = state.unsent > 0 ? ` (${acts(state.unsent)})` : "";
  if (state.gone) {
    return { kind: "late", text: `${state.sentence}${many}`, action: "reload" };
  }
  if (state.unsent > 0 && state.signedOut) {
    return {
      kind: "late",
      text: `Reconnectez-vous pour envoyer ${acts(state.unsent)}`,
      action: "sign-in",
    };
  }
  if (state.unsent > 0 && state.sent) {
    return { kind: "sending", text: `Envoyé, en attente de confirmation${many}`, action: null };
  }
  if (state.unsent > 0 && state.failed) {
    return { kind: "late", text: `Non envoyé${many} — `, action: "retry" };
  }
  if (state.unsent > 0) {
    return { kind: "sending", text: `Enregistrement…${many}`, action: null };
  }
  if (state.signedOut) {
    return { kind: "late", text: "Votre connexion a pris fin : reconnectez-vous", action: "sign-in" };
  }
  return {
    kind: "saved",
    text: state.savedAt ? `Enregistré à ${hour(state.savedAt)}` : "Rien à enregistrer",
    action: null,
  };
}

/** One act of the history, in words. where: « 3. » of its competency, "" without. */
export function said(act, where, label) {
  const on = where ? ` sur ${where}` : "";
  switch (act.kind) {
    case "rate":
      return `${where} : ${label}`;
    case "undo":
      return `Annulation${on}`;
    case "unsure":
      return act.value === "yes" ? `À revoir : ${where}` : `Revu : ${where}`;
    default:
      return `${where ? `${where} : ` : ""}« ${act.text} »`;
  }
}
