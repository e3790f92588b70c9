/* The form: steppers, known persons, rows of persons and next steps, files; read into plain values and filled again. */

const DAYS_FOR_A_STEP = 14;
const LONGEST_SIDE = 1600;
const QUALITY = 0.82;

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** A day as the date fields want it, in the device's time zone. */
export function day_after(days, from = new Date()) {
	const day = new Date(from.getFullYear(), from.getMonth(), from.getDate() + days);
	return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** Fills the places {0}, {1} of a text. */
export function filled(text, ...values) {
	return text.replace(/\{(\d)\}/g, (_place, number) => values[number]);
}

/** A photo made smaller (and without its place of taking), a PDF as it is; null for anything else. */
export async function prepared(file) {
	if (file.type === "application/pdf") return { name: file.name, type: file.type, content: await file.arrayBuffer() };
	let picture;
	try {
		picture = await createImageBitmap(file);
	} catch {
		return null;
	}
	const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
	const canvas = document.createElement("canvas");
	canvas.width = Math.max(1, Math.round(picture.width * scale));
	canvas.height = Math.max(1, Math.round(picture.height * scale));
	const context = canvas.getContext("2d");
	context.fillStyle = "#fff";
	context.fillRect(0, 0, canvas.width, canvas.height);
	context.drawImage(picture, 0, 0, canvas.width, canvas.height);
	const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
	return { name: file.name.replace(/\.\w+$/, ".jpg"), type: "image/jpeg", content: await blob.arrayBuffer() };
}

export class SessionForm {
	constructor({ texts, rules, limits, on_change }) {
		this.texts = texts;
		this.rules = rules;
		this.limits = limits;
		this.on_change = on_change;
		this.form = find("#entry");
		this.mandates = [];
		this.files = [];
		this.wire();
	}

	wire() {
		this.form.addEventListener("input", () => this.on_change());
		find("#mandate").addEventListener("change", () => this.show_mandate());
		find("#hours-stepper").addEventListener("click", ({ target }) => this.tap_hours(target.closest("button")));
		find("#sectors").addEventListener("click", ({ target }) => this.tap_sector(target.closest("button")));
		find("#known").addEventListener("click", ({ target }) => this.tap_known(target.closest("button")));
		find("#add-step").addEventListener("click", () => find("input", this.add_step()).focus());
		find("#add-person").addEventListener("click", () => find("input", this.add_person()).focus());
		find("#files").addEventListener("change", ({ target }) => this.take_files(target));
		find("#persons").addEventListener("change", () => this.count_named());
	}

	/** Offers these mandates; keeps the one that is chosen. */
	offer(mandates) {
		const chosen = find("#mandate").value;
		this.mandates = mandates;
		find("#mandate").replaceChildren(
			...mandates.map((mandate) => {
				const place = [mandate.municipality, mandate.area].filter(Boolean).join(", ");
				return new Option(`${mandate.title} (${place})`, mandate.name);
			})
		);
		if (mandates.some((mandate) => mandate.name === chosen)) find("#mandate").value = chosen;
		if (!chosen || chosen !== find("#mandate").value) this.show_mandate();
	}

	get mandate() {
		return this.mandates.find((mandate) => mandate.name === find("#mandate").value);
	}

	show_mandate() {
		const pressed = new Set(all('#known [aria-pressed="true"]').map((chip) => chip.dataset.person));
		find("#known").replaceChildren(
			...(this.mandate?.participants || []).map((person) => {
				const chip = document.createElement("button");
				chip.type = "button";
				chip.dataset.person = JSON.stringify(person);
				chip.setAttribute("aria-pressed", pressed.has(chip.dataset.person));
				chip.textContent = person.organisation ? `${person.name}, ${person.organisation}` : person.name;
				return chip;
			})
		);
		find("#session_date").min = this.mandate?.start || "";
		find("#session_date").max = this.mandate && this.mandate.end < day_after(0) ? this.mandate.end : day_after(0);
		all("#steps .responsible").forEach((select) => this.offer_helpers(select, select.value));
		this.on_change();
	}

	/** Today; the last day of a mandate that is over. */
	usual_day() {
		const today = day_after(0);
		return this.mandate && this.mandate.end < today ? this.mandate.end : today;
	}

	offer_helpers(select, chosen) {
		const helpers = this.mandate?.helpers || [];
		select.replaceChildren(...helpers.map((helper) => new Option(helper.name, helper.user)));
		select.value = helpers.some((helper) => helper.user === chosen) ? chosen : helpers[0]?.user || "";
	}

	tap_hours(button) {
		if (!button) return;
		const field = find("#hours");
		const hours = button.dataset.hours
			? Number(button.dataset.hours)
			: this.rules.stepped(this.rules.hours_of(field.value), button.classList.contains("more") ? 1 : -1);
		field.value = this.in_words(hours);
		this.on_change();
	}

	/** Hours as they are written in the page's language. */
	in_words(hours) {
		return Number(hours).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
	}

	tap_sector(button) {
		if (!button) return;
		const field = find("input", button.parentElement);
		const least = this.named_in(button.parentElement.dataset.sector);
		const wanted = (parseInt(field.value, 10) || 0) + (button.classList.contains("more") ? 1 : -1);
		field.value = Math.min(999, Math.max(least, wanted));
		this.on_change();
	}

	tap_known(chip) {
		if (!chip) return;
		const pressed = chip.getAttribute("aria-pressed") !== "true";
		chip.setAttribute("aria-pressed", pressed);
		const field = this.count_field(JSON.parse(chip.dataset.person).sector);
		if (field) field.value = Math.max(0, (parseInt(field.value, 10) || 0) + (pressed ? 1 : -1));
		this.on_change();
	}

	count_field(sector) {
		return find(`.sector[data-sector="${CSS.escape(sector)}"] input`);
	}

	named() {
		const known = all('#known [aria-pressed="true"]').map((chip) => JSON.parse(chip.dataset.person));
		const typed = all("#persons .row").map((row) => ({
			name: find(".participant_name", row).value.trim(),
			organisation: find(".organisation", row).value.trim(),
			sector: find(".sector-of", row).value,
		}));
		return [...known, ...typed.filter((person) => person.name)];
	}

	named_in(sector) {
		return this.named().filter((person) => person.sector === sector).length;
	}

	count_named() {
		for (const { dataset } of all(".sector")) {
			const field = this.count_field(dataset.sector);
			field.value = Math.max(parseInt(field.value, 10) || 0, this.named_in(dataset.sector));
		}
	}

	add_row(list, template, label) {
		const row = find(template).content.firstElementChild.cloneNode(true);
		row.setAttribute("role", "group");
		row.setAttribute("aria-label", filled(label, find(list).children.length + 1));
		find(".remove", row).addEventListener("click", () => {
			const before = row.previousElementSibling;
			row.remove();
			(before ? find("input", before) : find(list === "#steps" ? "#add-step" : "#add-person")).focus();
			this.on_change();
		});
		find(list).append(row);
		return row;
	}

	add_step(values = {}) {
		const row = this.add_row("#steps", "#step-row", this.texts.step);
		find(".step", row).value = values.step || "";
		find(".due_date", row).value = values.due_date || day_after(DAYS_FOR_A_STEP);
		this.offer_helpers(find(".responsible", row), values.responsible);
		return row;
	}

	add_person(values = {}) {
		const row = this.add_row("#persons", "#person-row", this.texts.person);
		find(".participant_name", row).value = values.participant_name || "";
		find(".organisation", row).value = values.organisation || "";
		find(".sector-of", row).value = values.sector || find(".sector-of", row).value;
		return row;
	}

	async take_files(field) {
		const refused = [];
		const chosen = [...field.files];
		field.value = "";
		for (const file of chosen) {
			if (this.files.length >= this.limits.files) {
				refused.push(filled(this.texts.too_many_files, this.limits.files));
				break;
			}
			const ready = await prepared(file);
			if (!ready) refused.push(filled(this.texts.wrong_kind, file.name));
			else if (ready.content.byteLength > this.limits.bytes)
				refused.push(filled(this.texts.too_large, file.name, this.limits.bytes / 1024 / 1024));
			else this.files.push(ready);
		}
		this.show_files();
		this.show_problems(refused, []);
		this.on_change(true);
	}

	show_files() {
		find("#chosen").replaceChildren(
			...this.files.map((file) => {
				const item = document.createElement("li");
				const button = document.createElement("button");
				button.type = "button";
				button.className = "plain";
				button.textContent = filled(this.texts.remove, file.name);
				button.addEventListener("click", () => {
					this.files = this.files.filter((other) => other !== file);
					this.show_files();
					find("#files").focus();
					this.on_change(true);
				});
				item.append(button);
				return item;
			})
		);
	}

	/** The fields as plain values, whether complete or not. */
	read() {
		const hours = this.rules.hours_of(find("#hours").value);
		const named = this.named();
		const groups = all(".sector").map(({ dataset }) => ({
			sector: dataset.sector,
			persons: (parseInt(this.count_field(dataset.sector).value, 10) || 0) - this.named_in(dataset.sector),
		}));
		return {
			mandate: find("#mandate").value,
			session_date: find("#session_date").value,
			start_time: find("#start_time").value,
			hours: Number.isNaN(hours) ? find("#hours").value : hours,
			mode: find('[name="mode"]:checked').value,
			subject: find("#subject").value.trim(),
			minutes: find("#minutes").value.trim(),
			participants: [
				...named.map(({ name, organisation, sector }) => ({
					participant_name: name,
					organisation,
					sector,
					persons: 1,
				})),
				...groups
					.filter((group) => group.persons > 0)
					.map((group) => ({ participant_name: this.texts.unnamed, organisation: "", ...group })),
			],
			next_steps: all("#steps .row")
				.map((row) => ({
					step: find(".step", row).value.trim(),
					responsible: find(".responsible", row).value,
					due_date: find(".due_date", row).value,
				}))
				.filter((row) => row.step),
		};
	}

	/** Fills the form; without values with what is usual: today, one hour, last mandate and way. */
	fill(values = {}, files = []) {
		if (values.mandate && this.mandates.some((mandate) => mandate.name === values.mandate))
			find("#mandate").value = values.mandate;
		find("#session_date").value = values.session_date || this.usual_day();
		find("#start_time").value = values.start_time || "";
		find("#hours").value = typeof values.hours === "string" ? values.hours : this.in_words(values.hours || 1);
		if (values.mode) find(`[name="mode"][value="${CSS.escape(values.mode)}"]`).checked = true;
		find("#subject").value = values.subject || "";
		find("#minutes").value = values.minutes || "";
		find("#steps").replaceChildren();
		find("#persons").replaceChildren();
		all(".sector input").forEach((field) => (field.value = 0));
		find("#known").replaceChildren();
		this.show_mandate();
		for (const row of values.participants || []) this.fill_participant(row);
		for (const row of values.next_steps || []) this.add_step(row);
		this.files = files;
		this.show_files();
		this.show_problems([], []);
	}

	fill_participant(row) {
		const field = this.count_field(row.sector);
		if (field) field.value = (parseInt(field.value, 10) || 0) + (row.persons || 1);
		if (row.participant_name === this.texts.unnamed) return;
		const person = JSON.stringify({ name: row.participant_name, organisation: row.organisation, sector: row.sector });
		const chip = all("#known button").find((button) => button.dataset.person === person);
		if (chip) chip.setAttribute("aria-pressed", "true");
		else this.add_person(row);
	}

	/** Checks what can be checked without the server; shows what is missing and returns whether all is well. */
	check() {
		const values = this.read();
		const wrong = ["mandate", "session_date", "hours", "subject", "minutes"].filter((name) => !values[name]);
		if (typeof values.hours === "string" && values.hours) wrong.push("hours");
		const labels = wrong.map((name) => filled(this.texts.required, this.label_of(name)));
		if (values.session_date > day_after(0)) {
			wrong.push("session_date");
			labels.push(this.texts.future);
		}
		this.show_problems(labels, wrong);
		return !wrong.length;
	}

	label_of(name) {
		const field = find(`#${name}`);
		return field.getAttribute("aria-label") || field.labels[0].firstChild.textContent.trim();
	}

	show_problems(texts, names) {
		all("[aria-invalid]", this.form).forEach((field) => field.removeAttribute("aria-invalid"));
		names.forEach((name) => find(`#${name}`).setAttribute("aria-invalid", "true"));
		const box = find("#problems");
		box.hidden = !texts.length;
		box.replaceChildren(
			...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text }))
		);
		if (texts.length) (names.length ? find(`#${names[0]}`) : box).focus();
	}

	show_quota(reserved) {
		const mandate = this.mandate;
		if (!mandate) return;
		const parts = [];
		if (mandate.quota_sessions)
			parts.push(filled(this.texts.sessions_left, mandate.sessions_remaining, mandate.quota_sessions));
		if (mandate.quota_hours)
			parts.push(
				filled(this.texts.hours_left, this.in_words(mandate.hours_remaining), this.in_words(mandate.quota_hours))
			);
		if (!parts.length) parts.push(this.texts.no_limit);
		if (reserved.sessions) parts.push(filled(this.texts.not_sent_yet, reserved.sessions));
		find("#quota").textContent = parts.join(" · ");
	}
}
