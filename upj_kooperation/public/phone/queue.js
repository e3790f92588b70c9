/* The rules of entries that wait to be sent: pure functions on plain values, without a browser. */

export const WAITING = "waiting";
export const REFUSED = "refused";
// Taken back into the form: not sent until it is saved again.
export const CHANGING = "changing";

const FIRST_DELAY = 5_000;
const LONGEST_DELAY = 300_000;

/** A new entry. values: the fields of the form; token: random UUID; now: milliseconds. */
export function new_entry(token, values, now) {
	return { token, values, state: WAITING, words: "", attempts: 0, unsure: false, next: now, made: now };
}

/** What an answer means. answer: {status, body} of the server, or null where none came. */
export function verdict(answer) {
	if (!answer || answer.status >= 500 || answer.status === 429 || answer.status === 408) return { kind: "later" };
	const body = answer.body;
	if (answer.status >= 200 && answer.status < 300) {
		// Portals of trains and hotels answer everything with a page of their own.
		return body?.message?.session ? { kind: "sent", ...body.message, words: words_of(body) } : { kind: "later" };
	}
	if (body?.exc_type === "CSRFTokenError") return { kind: "token" };
	if (answer.status === 401 || body?.session_expired) return { kind: "login" };
	if (!body || typeof body !== "object") return { kind: answer.status === 413 ? "refused" : "later", words: "" };
	return { kind: "refused", status: answer.status, words: words_of(body) };
}

/** The server's words in an answer, one message a line; HTML as it came. */
export function words_of(body) {
	let messages = [];
	try {
		messages = JSON.parse(body?._server_messages || "[]").map((message) => JSON.parse(message));
	} catch {
		return "";
	}
	return messages.map((message) => (typeof message === "string" ? message : message.message || "")).join("\n");
}

/** The entry before a try: if the page ends before the answer, the server may have it all the same. */
export function begin_try(entry) {
	return { ...entry, attempts: entry.attempts + 1, unsure: true, unsure_before: entry.unsure };
}

/** The entry after an answer, null once it is confirmed. chance: 0 to 1, spreads the tries of many devices. */
export function after(entry, result, now, chance = 0.5) {
	if (result.kind === "sent") return null;
	if (result.kind === "refused") return { ...entry, state: REFUSED, words: result.words, unsure: false };
	if (result.kind === "later") return { ...entry, next: now + delay(entry.attempts, chance) };
	// Not looked at by the server: nobody, or somebody else, is logged in.
	return { ...entry, attempts: Math.max(0, entry.attempts - 1), unsure: Boolean(entry.unsure_before), next: now };
}

/** Milliseconds until the next try after so many tries: doubled each time, up to five minutes, spread by a fifth. */
export function delay(attempts, chance) {
	const plain = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.max(0, attempts - 1));
	return Math.round(plain * (0.9 + 0.2 * chance));
}

/** The entries to send now, oldest first. eager: the user or a new connection asks, so waiting times do not count. */
export function due(entries, now, eager = false) {
	return entries
		.filter((entry) => entry.state === WAITING && (eager || entry.next <= now))
		.sort((one, other) => one.made - other.made);
}

/** When the next try comes, in milliseconds; null where nothing waits. */
export function next_try(entries) {
	const times = entries.filter((entry) => entry.state === WAITING).map((entry) => entry.next);
	return times.length ? Math.min(...times) : null;
}

/** Whether an entry may be changed: never while the server may have it already. */
export function may_change(entry) {
	return !entry.unsure;
}

/** What of a mandate's quota the waiting entries will take. */
export function reserved(entries, mandate) {
	const own = entries.filter((entry) => entry.values.mandate === mandate);
	return { sessions: own.length, hours: own.reduce((sum, entry) => sum + Number(entry.values.hours || 0), 0) };
}

/** Hours as typed in German or with a point, rounded to hundredths; NaN for anything else. */
export function hours_of(text) {
	const plain = String(text).trim().replace(",", ".");
	return /^\d{1,2}(\.\d{0,2})?$/.test(plain) ? Math.round(Number(plain) * 100) / 100 : NaN;
}

/** Hours after a tap on less (-1) or more (+1): the next quarter, between a quarter and a whole day. */
export function stepped(hours, direction) {
	const quarters = (Number.isNaN(hours) ? 1 : hours) * 4;
	const next = direction > 0 ? Math.floor(quarters) + 1 : Math.ceil(quarters) - 1;
	return Math.min(96, Math.max(1, next)) / 4;
}
