// A part of a page that follows what others do: an event says that something changed, the page
// then asks for its content through the normal gate. Without events: every five seconds.
//
// <section data-live="where to listen, or empty" data-fragment="path of the content">
//   <p data-live-state role="status"></p>  <div data-live-content>…</div>
// Elements of the content that bear `id` and `data-piece` are replaced one by one, only when they
// changed: focus stays where it was. Each replacement sends "live:changed" on the section.

const EVERY = 5000;
const AGAIN = 30000;
// Time passes without an event: delays are read again.
const MINUTE = 60000;

for (const place of document.querySelectorAll("[data-fragment]")) {
  follow(place);
}

function follow(place) {
  const state = place.querySelector("[data-live-state]");
  const content = place.querySelector("[data-live-content]");
  let source = null;
  let timer = 0;
  let asking = false;
  let wanted = false;
  let over = false;

  function say(words, kind) {
    if (state.textContent !== words) {
      state.textContent = words;
    }
    state.dataset.kind = kind;
  }

  async function refresh() {
    if (over || asking) {
      wanted = true;
      return;
    }
    asking = true;
    wanted = false;
    try {
      const answer = await fetch(place.dataset.fragment, {
        headers: { "X-By-Itself": "1" },
        redirect: "manual",
        cache: "no-store",
      });
      if (answer.type === "opaqueredirect" || answer.status === 404) {
        end();
      } else if (answer.ok) {
        show(content, new DOMParser().parseFromString(await answer.text(), "text/html").body);
        place.dispatchEvent(new CustomEvent("live:changed"));
        if (timer) {
          say("Actualisé toutes les 5 secondes", "polling");
        }
      } else {
        late();
      }
    } catch {
      late();
    } finally {
      asking = false;
      if (wanted && !over) {
        refresh();
      }
    }
  }

  function late() {
    say("Le réseau ne répond pas : la page n’est plus à jour.", "late");
  }

  function end() {
    over = true;
    clearInterval(timer);
    source?.close();
    say("Votre connexion a pris fin : rechargez la page pour entrer de nouveau.", "late");
  }

  function poll() {
    if (timer || over) {
      return;
    }
    say("Actualisé toutes les 5 secondes", "polling");
    timer = setInterval(() => {
      if (!document.hidden) {
        refresh();
      }
    }, EVERY);
    refresh();
  }

  function listen() {
    if (!place.dataset.live || over) {
      poll();
      return;
    }
    source = new EventSource(place.dataset.live, { withCredentials: true });
    source.addEventListener("open", () => {
      clearInterval(timer);
      timer = 0;
      say("En direct", "live");
    });
    source.addEventListener("changed", refresh);
    source.addEventListener("error", () => {
      // The browser tries again by itself after a cut; not after a refusal.
      const refused = source.readyState === EventSource.CLOSED;
      setTimeout(() => {
        if (source.readyState !== EventSource.OPEN) {
          poll();
        }
      }, refused ? 0 : 3500);
      if (refused && !over) {
        setTimeout(listen, AGAIN);
      }
    });
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && timer) {
      refresh();
    }
  });
  setInterval(() => {
    if (!document.hidden && !timer) {
      refresh();
    }
  }, MINUTE);
  listen();
}

// What differs only by its token has not changed.
function bare(element) {
  return element.outerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
}

const shown = new WeakMap();

function show(content, fresh) {
  const names = (root) =>
    [...root.querySelectorAll("[data-piece]")].map((piece) => piece.id).join(" ");
  if (names(content) !== names(fresh)) {
    content.replaceChildren(...fresh.childNodes);
    return;
  }
  for (const piece of fresh.querySelectorAll("[data-piece]")) {
    const old = document.getElementById(piece.id);
    const text = bare(piece);
    if ((shown.get(old) ?? bare(old)) === text) {
      continue;
    }
    const focused = old.contains(document.activeElement) ? place_of(old, document.activeElement) : -1;
    old.replaceWith(piece);
    shown.set(piece, text);
    if (focused >= 0) {
      piece.querySelectorAll("a, button, summary")[focused]?.focus();
    }
  }
}

function place_of(piece, element) {
  return [...piece.querySelectorAll("a, button, summary")].indexOf(element);
}
