// Lets the page open without a network. It keeps the files of one version of the page, and nothing of anybody's data.
//
// The server puts the version in here, so that a new version is a new worker to the browser.

const BASE = "{base}";
const CACHE = `satchel ${BASE}`;
/** Milliseconds that the server may take to answer with the page, where an older one is here. */
const PATIENCE = 3000;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const {request} = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && url.pathname === "/") event.respondWith(page(request));
  else if (url.pathname.startsWith("/page/")) event.respondWith(file(request));
});

/** All or nothing: half a page is none. */
async function install() {
  const {files} = await (await fetch(`${BASE}/files.json`)).json();
  const cache = await caches.open(CACHE);
  await Promise.all(files.map(async (path) => {
    const headers = path === "/" ? {accept: "text/html"} : {};
    const response = await fetch(path, {headers, cache: path === "/" ? "no-store" : "default"});
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    if (path === "/" && !(await response.clone().text()).includes(`${BASE}/`)) throw new Error("another version");
    await cache.put(path, response);
  }));
  await skipWaiting();
}

/** The version before this one stays: a page that is open may load a part of it yet. */
async function activate() {
  const names = (await caches.keys()).filter((name) => name.startsWith("satchel /") && name !== CACHE);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
  await clients.claim();
}

/** From the server, or what is here where that takes too long or fails. */
async function page(request) {
  const here = await (await caches.open(CACHE)).match("/");
  if (!here) return fetch(request);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const response = await fetch(request, {signal: patience.signal});
    // Something between here and the server answers in its place.
    return response.status >= 500 ? here : response;
  } catch {
    return here;
  } finally {
    clearTimeout(timer);
  }
}

/** A file bears its version in its address, so one that is here is right. */
async function file(request) {
  return await caches.match(request.url, {ignoreVary: true}) ?? fetch(request);
}
