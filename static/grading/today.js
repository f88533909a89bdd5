// On the list of the day: what this device has not sent yet, beside the sheet it belongs to.

import { owner, waitingBySheet } from "./keeping.js";
import { acts } from "./words.js";

const { person } = document.body.dataset;

if (owner() === person) {
  const waiting = await waitingBySheet(person);
  for (const place of document.querySelectorAll("[data-unsent]")) {
    const number = waiting.get(place.dataset.unsent) || 0;
    place.hidden = number === 0;
    place.textContent = `${acts(number)} sur cet appareil, à envoyer : ouvrez la grille`;
  }
}
