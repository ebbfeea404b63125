/**
 * The service worker of the built page: it keeps the page's files, so that the page works with no network after the first visit.
 * The build puts their names, FILES, and the VERSION of them before it.
 */
/* global FILES, VERSION */
addEventListener('install', (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(FILES)).then(() => globalThis.skipWaiting()));
});

addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => name !== VERSION);
  const clear = caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name))));
  event.waitUntil(clear.then(() => globalThis.clients.claim()));
});

addEventListener('fetch', (event) => {
  event.respondWith(caches.match(event.request, { ignoreSearch: true, ignoreVary: true }).then((kept) => kept ?? fetch(event.request)));
});
