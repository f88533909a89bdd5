// Small behaviours of every page. No inline handler: the page's security policy forbids them.

const summary = document.getElementById("erreurs");
if (summary) {
  summary.focus();
}

// A form posts once: a second tap on a slow network would ask for the same act twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || form.dataset.repeat) {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (!form.hasAttribute("hx-post")) {
    form.dataset.sent = "1";
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
});

// On a phone a line of a table stands on end (interface.css): each cell then says its column.
function nameColumns(root) {
  for (const table of root.querySelectorAll(".ccas-table--stands table")) {
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent.trim());
    for (const body of table.tBodies) {
      const below = heads.map(() => 0); // lines for which a cell above still holds each column
      for (const line of body.rows) {
        let column = 0;
        for (const cell of line.cells) {
          while (below[column] > 0) {
            column += 1;
          }
          if (cell.tagName === "TD" && cell.colSpan === 1 && heads[column]) {
            cell.dataset.column = heads[column];
          }
          cell.toggleAttribute("data-void", !cell.textContent.trim() && !cell.children.length);
          below.fill(cell.rowSpan, column, column + cell.colSpan);
          column += cell.colSpan;
        }
        below.forEach((lines, at) => (below[at] = Math.max(0, lines - 1)));
      }
    }
    table.closest(".ccas-table--stands").classList.add("ccas-table--named");
  }
}
nameColumns(document);
document.body.addEventListener("htmx:load", (event) => nameColumns(event.detail.elt.parentNode));

// What an HTMX request could not do is said, not swallowed.
document.body.addEventListener("htmx:sendError", () => {
  say("Le réseau ne répond pas : rien n’a été envoyé. Réessayez dans un instant.");
});
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) {
    say("Une erreur est survenue : rien n’a été enregistré. Réessayez, ou rechargez la page.");
  } else if (event.detail.xhr.status === 403 || event.detail.xhr.status === 404) {
    say("Cette action n’est plus possible : rechargez la page.");
  }
});

function say(sentence) {
  const place = document.getElementById("messages");
  const box = document.createElement("div");
  box.className = "fr-alert fr-alert--error fr-alert--sm fr-mb-2w";
  const text = document.createElement("p");
  text.textContent = sentence;
  box.append(text);
  place.replaceChildren(box);
}
