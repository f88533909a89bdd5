// The service worker of public verification: it keeps the offline page and the files it needs, and
// shows it when an address of verification cannot be reached. It keeps nothing else.
//
// VERSION, PAGE and FILES are written above by the server.

const PREFIX = "verification-";
const CACHE = `${PREFIX}${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async () => (await caches.open(CACHE)).match(PAGE)));
  } else if (FILES.includes(pathname)) {
    event.respondWith(
      fetch(request).catch(async () => (await caches.open(CACHE)).match(pathname)),
    );
  }
});

async function install() {
  const cache = await caches.open(CACHE);
  await cache.add(new Request(PAGE, { credentials: "omit", cache: "reload" }));
  await cache.addAll(FILES);
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) {
      await caches.delete(name);
    }
  }
  await self.clients.claim();
}
