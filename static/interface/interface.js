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
