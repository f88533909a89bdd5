// A form that saves as one types. What is not valid yet is named at the end, never in mid-word;
// without this module the button saves all the same.

const QUIET = 800;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const said = form.querySelector("[data-saved]");
  let timer = null;
  let running = Promise.resolve();
  form.addEventListener("input", () => later(QUIET));
  form.addEventListener("change", () => later(0));
  addEventListener("pagehide", () => timer && save());

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      running = running.then(save);
    }, wait);
  }

  async function save() {
    said.textContent = "Enregistrement…";
    try {
      const response = await fetch(location.pathname, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1" },
        redirect: "manual",
        keepalive: true,
      });
      if (!response.ok) throw new Error(String(response.status));
      const answer = await response.json();
      const wrong = Object.keys(answer.wrong).length;
      said.textContent = `Enregistré à ${answer.saved_at}.${wrong ? " Des champs restent à compléter." : ""}`;
    } catch {
      said.textContent = navigator.onLine
        ? "Non enregistré : le service ne répond pas. Nouvel essai à la prochaine frappe."
        : "Non enregistré : pas de réseau. Nouvel essai dès son retour.";
      addEventListener("online", () => later(0), { once: true });
    }
  }
}
