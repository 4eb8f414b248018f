// Service worker. The server writes VERSION, ROOT and ASSETS before it: service/routes/installable.py.
// It keeps style, scripts and the page without a connection. Nothing else: answers tell of a person.

const OURS = `solferol:${ROOT}:`;
const CACHE = OURS + VERSION;
const OFFLINE = `${ROOT}/offline`;
const FOR_PROGRAMS = [`${ROOT}/v1/`, `${ROOT}/docs`, `${ROOT}/health/`];

async function fill() {
  const cache = await caches.open(CACHE);
  // Asked of the server again, so that nothing of an older release comes from the HTTP cache.
  const fresh = (address) => new Request(address, { cache: "no-cache" });
  await cache.addAll([OFFLINE, ...ASSETS].map(fresh));
}

async function clearOlder() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
}

async function kept(address) {
  try {
    // Never by opening it: that would make it anew after a newer worker has cleared it away.
    return await caches.match(address, { cacheName: CACHE });
  } catch {
    // A browser may refuse storage; then everything comes from the network.
    return undefined;
  }
}

async function pageOf(request) {
  try {
    return await fetch(request);
  } catch {
    return await kept(OFFLINE) ?? Response.error();
  }
}

async function assetOf(request, address) {
  // First from the network: a page never meets the scripts of another release.
  try {
    return await fetch(request);
  } catch (error) {
    const own = await kept(address);
    if (own) {
      return own;
    }
    throw error;
  }
}

async function showPage() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find(({ url }) => new URL(url).pathname.startsWith(`${ROOT}/`));
  return open ? open.focus() : self.clients.openWindow(`${ROOT}/`);
}

// Pages load all their scripts at once and none later, so that a newer worker can take over from
// an older one without waiting for every tab to be closed: no open page meets another's scripts.
self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(clearOlder().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || FOR_PROGRAMS.some((path) => pathname.startsWith(path))) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(pageOf(request));
  } else if (request.method === "GET" && ASSETS.includes(pathname)) {
    event.respondWith(assetOf(request, pathname));
  }
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(showPage());
});
