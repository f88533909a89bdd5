// The service worker of the live sheets: it keeps the sheet's page and the files it needs, so that
// a sheet opens again without a network. It keeps no other page, and answers no act.
//
// VERSION is written above by the server, from the files themselves. A page is kept only when the
// server says so (`X-Device-Copy`); the copy is of one person, and signing out destroys it.

const PREFIX = "grilles-";
const CACHE = `${PREFIX}${VERSION}`;
const SCOPE = new URL(self.registration.scope).pathname;
const SHEET = new RegExp(`^${SCOPE}[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/$`);
const SHELL = `${SCOPE}hors-ligne/`;
const PATIENCE = 4000;
const TROUBLED = 20_000;

let troubledUntil = 0;

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

self.addEventListener("message", (event) => {
  if (event.data?.keep && event.origin === self.location.origin) {
    event.waitUntil(keep(event.data.keep, event.data.files || []));
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate" && url.pathname.startsWith(SCOPE)) {
    event.respondWith(open(request, url.pathname));
  } else if (url.pathname.startsWith(STATIC)) {
    event.respondWith(file(request));
  }
});

// What the version before kept is fetched anew: an update never leaves the device without its sheet.
async function install() {
  const cache = await caches.open(CACHE);
  await cache.add(new Request(SHELL, { credentials: "omit", cache: "reload" }));
  for (const path of SHELL_FILES) {
    await cache.add(path).catch(() => {});
  }
  for (const name of await old()) {
    const before = await caches.open(name);
    for (const { url } of await before.keys()) {
      const { pathname } = new URL(url);
      if (pathname !== SHELL) {
        await (SHEET.test(pathname) ? page(cache, pathname) : cache.add(url).catch(() => {}));
      }
    }
  }
  await self.skipWaiting();
}

async function activate() {
  for (const name of await old()) {
    await caches.delete(name);
  }
  await self.clients.claim();
}

const old = async () =>
  (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);

async function keep(pathname, files) {
  if (!SHEET.test(pathname)) {
    return;
  }
  const cache = await caches.open(CACHE);
  await page(cache, pathname);
  for (const name of files) {
    const url = new URL(name);
    const ours = url.origin === self.location.origin && url.pathname.startsWith(STATIC);
    if (ours && !(await cache.match(name, { ignoreVary: true }))) {
      await cache.add(name).catch(() => {});
    }
  }
}

async function page(cache, pathname) {
  const answer = await fetch(pathname, { redirect: "manual" }).catch(() => null);
  if (answer) {
    await copy(cache, pathname, answer);
  }
}

// A sheet that the server no longer lets this device keep (signed, withdrawn) is dropped at once.
async function copy(cache, pathname, answer) {
  if (answer.status === 200 && answer.headers.get("X-Device-Copy")) {
    await cache.put(pathname, answer.clone());
  } else if (answer.status === 200 || answer.status === 404) {
    await cache.delete(pathname);
  }
}

// The network first, unless it has just failed: then the copy at once, rather than a long wait.
async function fromNetwork(request, kept) {
  const patience = !kept ? 60_000 : Date.now() < troubledUntil ? 1 : PATIENCE;
  let timer = 0;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error("late")), patience);
  });
  try {
    const answer = await Promise.race([fetch(request), late]);
    if (answer.status >= 500 && kept) {
      throw new Error(`answered ${answer.status}`);
    }
    return answer;
  } catch (error) {
    troubledUntil = Math.max(troubledUntil, Date.now() + (patience > 1 ? TROUBLED : 0));
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function open(request, pathname) {
  const cache = await caches.open(CACHE);
  const sheet = SHEET.test(pathname);
  const kept = sheet ? await cache.match(pathname, { ignoreVary: true }) : undefined;
  try {
    const answer = await fromNetwork(request, kept);
    if (sheet) {
      await copy(cache, pathname, answer);
    }
    return answer;
  } catch {
    return kept || (await cache.match(SHELL, { ignoreVary: true })) || Response.error();
  }
}

async function file(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  try {
    const answer = await fromNetwork(request, kept);
    if (kept && answer.status === 200) {
      await cache.put(request, answer.clone());
    }
    return answer;
  } catch {
    return kept || Response.error();
  }
}
