/* The page for sessions on the road: keeps each entry on the device until the server has confirmed it, and sends it once. */

// The mark of the page's files goes with each of them, so that no old one is taken from a cache.
const mark = new URL(import.meta.url).search;
const [rules, { SessionForm, filled }, { can_keep, key_in_cookies, open_vault }] = await Promise.all([
	import(`./queue.js${mark}`),
	import(`./form.js${mark}`),
	import(`./vault.js${mark}`),
]);

const API = "upj_kooperation.api.phone";
const PATIENCE = 60_000;
const DRAFT_AFTER = 400;

const page = document.body.dataset;
const texts = JSON.parse(document.querySelector("#texts").textContent);
const find = (selector) => document.querySelector(selector);
// Entries that the device would not keep: full, or without encryption.
const unkept = new Map();
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("upj-termin") : null;

let vault = null;
let profile = null;
let csrf_token = null;
let changing = null;
let timer = null;
let draft_timer = null;
let trouble = "";

const form = new SessionForm({
	texts,
	rules,
	limits: { files: Number(page.maxFiles), bytes: Number(page.maxMegabytes) * 1024 * 1024 },
	on_change: changed,
});

async function begin() {
	find("#entry").addEventListener("submit", submit);
	find("#send-now").addEventListener("click", () => send(true));
	find("#log-out").addEventListener("click", log_out);
	addEventListener("online", () => send(true));
	addEventListener("offline", show);
	document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
	if (others) others.onmessage = show;
	if (can_keep() && navigator.serviceWorker)
		navigator.serviceWorker.register("/beratung/sw.js", { scope: "/beratung/" }).catch(() => {});
	if (!can_keep()) notice("insecure", texts.insecure, "warning");
	await open_kept();
	await refresh();
	if (!profile) await open_kept();
	if (!profile && !trouble) trouble = "locked";
	await send(true);
}

/** Opens what this device keeps for the user whose key it holds. */
async function open_kept() {
	const key = can_keep() && key_in_cookies(document.cookie);
	if (!key || vault) return;
	try {
		vault = await open_vault(key);
		const kept = await vault.get("start");
		if (kept && !profile) await take(kept);
	} catch {
		vault = null;
	}
}

/** Shows the form for a user with mandates; takes up the draft of the last time. */
async function take(start) {
	const first = !profile;
	profile = start;
	find("#user").textContent = start.full_name;
	find("#log-out").hidden = false;
	find("#entry").hidden = !start.mandates.length;
	notice("no-mandate", start.mandates.length ? "" : texts.no_mandate, "warning");
	form.offer(start.mandates);
	if (first && start.mandates.length) {
		const draft = vault && (await vault.get("draft").catch(() => null));
		changing = draft?.changing || null;
		form.fill(draft?.values, draft ? await vault.files("draft") : []);
	}
}

/** Asks the server who is logged in, and for that user's mandates. Returns whether it is the user of this page. */
async function refresh() {
	let answer;
	try {
		answer = await fetch(`/api/method/${API}.start`, {
			headers: { Accept: "application/json" },
			signal: AbortSignal.timeout(PATIENCE),
		});
	} catch {
		return false;
	}
	const body = await answer.json().catch(() => null);
	if (!answer.ok || !body?.message?.user) {
		if (answer.status === 401 || answer.status === 403) trouble = (await is_logged_in()) ? "not_allowed" : "login";
		return false;
	}
	const { csrf_token: token, ...start } = body.message;
	if (profile && profile.user !== start.user) {
		trouble = "foreign";
		await leave_to_the_other_user();
		return false;
	}
	trouble = "";
	csrf_token = token;
	await open_kept();
	await take(start);
	await show_quota();
	await vault?.put("start", start).catch(() => {});
	notice("version", start.version === page.version ? "" : texts.new_version, "warning", {
		label: texts.reload,
		action: () => location.reload(),
	});
	return true;
}

async function is_logged_in() {
	const answer = await fetch("/api/method/frappe.auth.get_logged_user").catch(() => null);
	return Boolean(answer?.ok);
}

/** Somebody else has logged in meanwhile: nothing of this page's user stays on the screen. */
async function leave_to_the_other_user() {
	await keep_draft();
	const name = profile.full_name;
	profile = vault = csrf_token = null;
	find("#entry").hidden = find("#waiting").hidden = true;
	find("#entries").replaceChildren();
	find("#user").textContent = "";
	form.fill();
	notice("foreign", filled(texts.foreign, name), "warning", { label: texts.reload, action: () => location.reload() });
}

function changed(at_once = false) {
	show_quota();
	if (!vault || !profile) return;
	clearTimeout(draft_timer);
	draft_timer = setTimeout(keep_draft, at_once === true ? 0 : DRAFT_AFTER);
}

async function keep_draft() {
	clearTimeout(draft_timer);
	if (!vault || !profile) return;
	try {
		await vault.put("draft", { values: form.read(), changing }, form.files);
		if (!unkept.size) notice("full", "");
	} catch {
		notice("full", texts.full, "danger");
	}
}

async function submit(event) {
	event.preventDefault();
	if (!form.check()) return;
	const button = find("#entry [type=submit]");
	button.disabled = true;
	clearTimeout(draft_timer);
	const entry = rules.new_entry(changing || crypto.randomUUID(), form.read(), Date.now());
	try {
		if (!vault) throw new Error("nothing can be kept");
		await vault.put(`entry/${entry.token}`, entry, form.files);
		await vault.remove("draft");
		unkept.delete(entry.token);
		if (!unkept.size) notice("full", "");
		notice("result", texts.saved, "success");
	} catch {
		unkept.set(entry.token, { entry, files: form.files });
		if (vault) notice("full", texts.full, "danger");
	}
	changing = null;
	form.fill({ mandate: entry.values.mandate, mode: entry.values.mode });
	button.disabled = false;
	tell_others();
	await send(true);
	scrollTo({ top: 0 });
}

async function entries() {
	const kept = vault ? await vault.all("entry/") : [];
	return [...kept.filter((entry) => !unkept.has(entry.token)), ...[...unkept.values()].map(({ entry }) => entry)];
}

async function store(entry) {
	const held = unkept.get(entry.token);
	if (held) held.entry = entry;
	else await vault.update(`entry/${entry.token}`, entry);
}

async function drop(token) {
	if (unkept.delete(token) && !unkept.size) notice("full", "");
	await vault?.remove(`entry/${token}`);
}

/** Sends what waits. One tab at a time; the server takes each entry once in any case. */
async function send(eager = false) {
	if (profile && navigator.onLine) await one_at_a_time(() => send_all(eager));
	await show();
}

function one_at_a_time(work) {
	return navigator.locks ? navigator.locks.request("upj-termin-send", work) : work();
}

async function send_all(eager) {
	const waiting = rules.due(await entries(), Date.now(), eager);
	if (!waiting.length) return;
	if (!csrf_token && !(await refresh())) {
		if (!trouble) for (const entry of waiting) await store(put_off(entry));
		return;
	}
	say(texts.sending);
	let count = 0;
	for (const entry of waiting) {
		const result = await send_one(entry);
		if (result.kind === "sent") {
			count += 1;
			notice("result", filled(texts.sent, entry.values.subject), "success", {
				label: texts.open,
				address: result.address,
			});
			notice("warning", plain(result.words), "warning");
			continue;
		}
		if (result.kind !== "refused") break;
		notice("result", "");
	}
	if (count) await refresh();
	tell_others();
}

function put_off(entry) {
	return { ...entry, attempts: entry.attempts + 1, next: Date.now() + rules.delay(entry.attempts + 1, Math.random()) };
}

async function send_one(entry) {
	const files = unkept.get(entry.token)?.files || (await vault.files(`entry/${entry.token}`));
	let trying = rules.begin_try(entry);
	await store(trying);
	let result = rules.verdict(await post(trying, files));
	if (result.kind === "token" || result.status === 403) {
		// Logged out, logged in anew, or somebody else: who it is decides what the answer means.
		const same_user = await refresh();
		if (same_user && result.kind === "token") result = rules.verdict(await post(trying, files));
		else if (!same_user) result = { kind: trouble || "later" };
	} else if (result.kind === "login") {
		trouble = "login";
	}
	if (!profile) return result;
	const next = rules.after(trying, result, Date.now(), Math.random());
	await (next ? store(next) : drop(entry.token));
	return result;
}

async function post(entry, files) {
	const body = new FormData();
	body.append("token", entry.token);
	body.append("user", profile.user);
	for (const [name, value] of Object.entries(entry.values))
		body.append(name, typeof value === "object" ? JSON.stringify(value) : value);
	for (const file of files) body.append("files", new Blob([file.content], { type: file.type }), file.name);
	try {
		const answer = await fetch(`/api/method/${API}.send_session`, {
			method: "POST",
			headers: { Accept: "application/json", "X-Frappe-CSRF-Token": csrf_token },
			body,
			signal: AbortSignal.timeout(PATIENCE),
		});
		return { status: answer.status, body: await answer.json().catch(() => null) };
	} catch {
		return null;
	}
}

/** Server words are HTML; the page shows text. */
function plain(words) {
	const html = (words || "").replace(/<br\s*\/?>/g, "\n");
	return new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
}

async function show() {
	if (!profile) return say_state();
	const list = await entries().catch(() => []);
	find("#waiting").hidden = !list.length;
	find("#entries").replaceChildren(...list.map(item_of));
	show_quota(list);
	say_state();
	clearTimeout(timer);
	const next = rules.next_try(list);
	if (next !== null && navigator.onLine && !trouble)
		timer = setTimeout(() => send(), Math.max(1000, next - Date.now()));
}

function say_state() {
	const words = ["login", "locked", "not_allowed"].includes(trouble) ? texts[trouble] : "";
	notice("login", words, "warning", { label: texts.log_in, address: page.login });
	say(navigator.onLine ? texts.online : texts.offline);
}

function say(text) {
	const state = find("#state");
	if (state.textContent !== text) state.textContent = text;
	state.classList.toggle("offline", !navigator.onLine);
}

function item_of(entry) {
	const item = document.createElement("li");
	item.dataset.state = entry.state;
	item.className = entry.state === rules.REFUSED ? "danger" : "";
	const day = new Date(`${entry.values.session_date}T00:00`).toLocaleDateString(document.documentElement.lang);
	item.append(paragraph(`${day}: ${entry.values.subject}`), paragraph(state_of(entry)));
	if (rules.may_change(entry)) {
		item.append(
			button_of(texts.edit, () => change(entry.token), entry),
			button_of(texts.discard, () => discard(entry.token), entry)
		);
	}
	return item;
}

function state_of(entry) {
	if (entry.state === rules.CHANGING) return texts.changing;
	if (entry.state === rules.REFUSED) return filled(texts.refused, plain(entry.words) || "–");
	if (trouble === "login") return texts.login;
	const later = entry.attempts && navigator.onLine;
	const clock = new Date(entry.next).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
	const words = [later ? filled(texts.retry_at, clock) : texts.waiting];
	if (entry.unsure) words.push(texts.unsure);
	return words.join(" ");
}

function paragraph(text) {
	return Object.assign(document.createElement("p"), { textContent: text });
}

function button_of(label, action, entry) {
	const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
	button.setAttribute("aria-label", `${label}: ${entry.values.subject}`);
	button.addEventListener("click", action);
	return button;
}

/** Takes an entry back into the form. It keeps its number, and stays in the list until it is saved again. */
async function change(token) {
	await one_at_a_time(async () => {
		const entry = (await entries()).find((other) => other.token === token);
		if (!entry || !rules.may_change(entry)) return;
		await store({ ...entry, state: rules.CHANGING });
		changing = token;
		form.fill(entry.values, unkept.get(token)?.files || (await vault.files(`entry/${token}`)));
		await keep_draft();
		find("#subject").focus();
	});
	tell_others();
	await show();
}

async function discard(token) {
	if (!confirm(texts.discard_sure)) return;
	await drop(token);
	if (changing === token) changing = null;
	tell_others();
	await show();
}

async function show_quota(list) {
	if (!profile || !form) return;
	const waiting = list || (await entries().catch(() => []));
	form.show_quota(rules.reserved(waiting, form.mandate?.name));
}

function tell_others() {
	others?.postMessage("changed");
}

/** Shows, changes or takes away the notice of this kind. */
function notice(kind, text, colour = "", more = {}) {
	const id = `notice-${kind}`;
	const before = document.getElementById(id);
	if (!text) return before?.remove();
	const box = Object.assign(document.createElement("p"), { id, className: `notice ${colour}`, textContent: `${text} ` });
	if (more.address) box.append(Object.assign(document.createElement("a"), { href: more.address, textContent: more.label }));
	else if (more.action) {
		const button = Object.assign(document.createElement("button"), { type: "button", textContent: more.label });
		button.addEventListener("click", more.action);
		box.append(button);
	}
	if (before?.textContent === box.textContent) return;
	before?.remove();
	find("#notices").append(box);
}

async function log_out() {
	const list = await entries();
	if (list.length && !confirm(filled(texts.log_out_sure, list.length))) return;
	await keep_draft();
	await fetch("/api/method/logout", { method: "POST", headers: { "X-Frappe-CSRF-Token": csrf_token || "" } }).catch(() => {});
	document.cookie = "upj_termin=; path=/; max-age=0";
	await vault?.remove("start").catch(() => {});
	for (const name of await caches.keys()) if (name.startsWith("upj-termin-")) await caches.delete(name);
	for (const worker of (await navigator.serviceWorker?.getRegistrations()) || [])
		if (worker.scope.endsWith("/beratung/")) await worker.unregister();
	location.assign(page.login);
}

await begin();
