// Keeps what every account has alike, the hashed files of the app, and says so when the network is gone. Pages, answers and
// pictures are somebody's own: they are never kept here, so that signing out leaves nothing.

const CACHE = "assets";
/** The most files that are kept: those of the last few releases. */
const MOST = 80;
/** Files whose names follow their content, so that an old one is never taken for a new one. */
const HASHED = /^\/pkg\/[a-z0-9_]+\.[A-Za-z0-9_-]{22}\.(?:js|wasm|css)$/;

/** What somebody reads instead of a page, and where the link beside it leads. */
const offlinePage = (text, href, link) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Offline – IGNY8</title>
<style>
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
main { max-width: 26rem; padding: 1.5rem; text-align: center; }
h1 { font-size: 1.25rem; }
a { display: inline-block; margin-top: .5rem; padding: .5rem 1rem; border-radius: 8px; background: #4353d4; color: #fff; text-decoration: none; }
</style>
</head>
<body>
<main>
<h1>You're offline</h1>
<p>${text}</p>
<a href="${href}">${link}</a>
</main>
</body>
</html>`;

const PAGE = offlinePage("IGNY8 needs a connection. Check your network, then try again.", "", "Try again");
/** What is shared is an account's own, so that it isn't kept for later either. */
const SHARED = offlinePage(
  "The list you shared wasn't sent. Share it again once you have a connection.",
  "/planner/keywords/import",
  "Open import",
);

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const others = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(others());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // With a connection it goes to the server as the browser sends it, which says of itself that no page has sent it.
  if (request.method === "POST" && url.pathname === "/share" && !self.navigator.onLine) {
    event.respondWith(offline(SHARED));
    return;
  }
  if (request.method !== "GET") return;
  if (url.origin === self.location.origin && HASHED.test(url.pathname) && url.search === "") {
    event.respondWith(asset(request));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => offline(PAGE)));
  }
});

/** A file that is kept, or else the network's, which is kept from then on. */
async function asset(request) {
  const cache = await caches.open(CACHE).catch(() => undefined);
  const kept = await cache?.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  // A page in place of a file, as some proxies answer, must not be taken for it ever after.
  const isPage = response.headers.get("content-type")?.includes("text/html");
  if (cache && response.ok && response.type === "basic" && !isPage) {
    // A full disk keeps nobody from working.
    await keep(cache, request, response.clone()).catch(() => undefined);
  }
  return response;
}

async function keep(cache, request, response) {
  await cache.put(request, response);
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST)).map((old) => cache.delete(old)));
}

function offline(page) {
  return new Response(page, {
    status: 503,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    },
  });
}
