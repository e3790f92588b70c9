/* What is kept on the device, locked with the user's key: without the key, which goes with a log-out, it is noise. */

const DATABASE = "upj-termin";
const STORE = "records";

/** The key that the server gave at the last visit, or null. */
export function key_in_cookies(cookies) {
	return /(?:^|;\s*)upj_termin=([0-9a-f]{64})(?:;|$)/.exec(cookies)?.[1] || null;
}

export function can_keep() {
	return Boolean(globalThis.isSecureContext && globalThis.indexedDB && globalThis.crypto?.subtle);
}

/** Opens the records of the user whose key this is. Other users' records stay unread. */
export async function open_vault(key_in_hex) {
	const raw = Uint8Array.from(key_in_hex.match(/../g), (pair) => parseInt(pair, 16));
	const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
	const mark = new Uint8Array(await crypto.subtle.digest("SHA-256", raw));
	const owner = Array.from(mark.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
	return new Vault(await open_database(), key, owner);
}

class Vault {
	constructor(database, key, owner) {
		this.database = database;
		this.key = key;
		this.owner = owner;
	}

	/** Keeps a record with its files ({name, type, content: ArrayBuffer}). Throws QuotaExceededError when full. */
	async put(id, value, files = []) {
		const locked = { id: `${this.owner}/${id}`, value: await this.lock(new TextEncoder().encode(JSON.stringify(value))) };
		locked.files = await Promise.all(
			files.map(async (file) => ({
				about: await this.lock(new TextEncoder().encode(JSON.stringify({ name: file.name, type: file.type }))),
				content: await this.lock(file.content),
			}))
		);
		await this.run("readwrite", (store) => store.put(locked));
	}

	/** Replaces a record's value and leaves its files; does nothing where the record is gone. */
	async update(id, value) {
		const sealed = await this.lock(new TextEncoder().encode(JSON.stringify(value)));
		const name = `${this.owner}/${id}`;
		await new Promise((resolve, reject) => {
			const change = this.database.transaction(STORE, "readwrite");
			const store = change.objectStore(STORE);
			store.get(name).onsuccess = (event) => {
				if (event.target.result) store.put({ ...event.target.result, value: sealed });
			};
			change.oncomplete = resolve;
			change.onabort = change.onerror = () => reject(change.error);
		});
	}

	async get(id) {
		const found = await this.run("readonly", (store) => store.get(`${this.owner}/${id}`));
		return found ? this.unlock_value(found.value) : null;
	}

	async files(id) {
		const found = await this.run("readonly", (store) => store.get(`${this.owner}/${id}`));
		return Promise.all(
			(found?.files || []).map(async (file) => ({
				...(await this.unlock_value(file.about)),
				content: await this.unlock(file.content),
			}))
		);
	}

	/** The values of the own records whose id begins so. */
	async all(prefix) {
		const start = `${this.owner}/${prefix}`;
		const range = IDBKeyRange.bound(start, `${start}\uffff`);
		const found = await this.run("readonly", (store) => store.getAll(range));
		return Promise.all(found.map((record) => this.unlock_value(record.value)));
	}

	async remove(id) {
		await this.run("readwrite", (store) => store.delete(`${this.owner}/${id}`));
	}

	async lock(bytes) {
		const iv = crypto.getRandomValues(new Uint8Array(12));
		return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, bytes) };
	}

	async unlock(locked) {
		return crypto.subtle.decrypt({ name: "AES-GCM", iv: locked.iv }, this.key, locked.bytes);
	}

	async unlock_value(locked) {
		return JSON.parse(new TextDecoder().decode(await this.unlock(locked)));
	}

	run(mode, ask) {
		return new Promise((resolve, reject) => {
			const work = this.database.transaction(STORE, mode);
			const request = ask(work.objectStore(STORE));
			work.oncomplete = () => resolve(request.result);
			work.onabort = work.onerror = () => reject(work.error || request.error);
		});
	}
}

function open_database() {
	return new Promise((resolve, reject) => {
		const request = indexedDB.open(DATABASE, 1);
		request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	});
}
