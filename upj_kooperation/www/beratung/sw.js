/* Keeps the page, its scripts and its style on the device. Data never pass through here. */

const NAME = "upj-termin-{{ version }}";
const KEPT = {{ kept | tojson }};
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
	event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
	event.waitUntil(forget_older().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
	const address = new URL(event.request.url);
	if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
	if (address.pathname === KEPT[0] && event.request.mode === "navigate") {
		event.respondWith(open_page(event.request));
	} else if (address.pathname.startsWith("/assets/upj_kooperation/phone/")) {
		event.respondWith(from_device_first(event.request));
	}
});

async function keep() {
	const cache = await caches.open(NAME);
	await Promise.all(
		KEPT.map(async (address) => {
			const answer = await fetch(address, { cache: "reload", credentials: "same-origin" });
			// After a log-out the page leads to the login, which must not be kept in its place.
			if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
			await cache.put(address, answer);
		})
	);
}

async function forget_older() {
	const names = await caches.keys();
	await Promise.all(names.filter((name) => name.startsWith("upj-termin-") && name !== NAME).map((name) => caches.delete(name)));
}

async function open_page(request) {
	const kept = await caches.match(KEPT[0]);
	if (!kept) return fetch(request);
	try {
		const answer = await Promise.race([
			fetch(request),
			new Promise((_resolve, reject) => setTimeout(reject, PATIENCE, new Error("slow"))),
		]);
		return answer.status >= 500 ? kept : answer;
	} catch {
		return kept;
	}
}

async function from_device_first(request) {
	return (await caches.match(request)) || fetch(request);
}
