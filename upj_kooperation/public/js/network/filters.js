// What is shown: actor types (with the legend), kinds of relationship, and the day.
import { ACTOR_TYPES, sector_name, symbol } from "./kinds";

const DAY = 24 * 60 * 60 * 1000;
const escape = (text) => frappe.utils.escape_html(text);
// Days are counted in UTC, where each has 24 hours.
const number_of = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);
const day_of = (number) => new Date(number * DAY).toISOString().slice(0, 10);

export class Filters {
	constructor(container, on_change) {
		this.container = container;
		this.on_change = on_change;
		container.addEventListener("change", (event) => this.changed(event));
		container.addEventListener("input", (event) => event.target.type === "range" && this.slide(event.target));
		container.addEventListener("click", (event) => event.target.matches("[data-today]") && this.set_day(today()));
	}

	set({ nodes, edges, kinds }) {
		this.days = span(edges);
		this.day = today();
		const types = ACTOR_TYPES.map((type) => nodes.filter((node) => node.type === type)).filter((found) => found.length);
		const used = Object.keys(kinds).filter((kind) => edges.some((edge) => edge.kind === kind));
		this.container.innerHTML = `
			${this.time()}
			<fieldset><legend>${__("Actor Types")}</legend>
				${types
					.map((found) => {
						const { type, sector } = found[0];
						const label = type === "Person" ? __("Person") : `${__(type)} (${sector_name(sector)})`;
						return box("type", type, `${symbol(type, sector)} ${escape(label)}`, found.length);
					})
					.join("")}
			</fieldset>
			<fieldset><legend>${__("Relationship Types")}</legend>
				${used.map((kind) => box("kind", kind, escape(kind), edges.filter((edge) => edge.kind === kind).length)).join("")}
				${used.length ? "" : `<p class="text-muted">${__("No relationships yet.")}</p>`}
			</fieldset>
			<fieldset><legend>${__("Strength")}</legend>
				<p class="upj-strengths">${["Strong", "Medium", "Weak"].map(line).join("")}</p>
			</fieldset>
			<label class="upj-check"><input type="checkbox" name="alone" checked>
				<span>${__("Also actors without a relationship on this day")}</span></label>`;
	}

	time() {
		const { first, last } = this.days;
		if (first === last) return `<p class="text-muted">${__("No relationship has a date, so there is no history.")}</p>`;
		return `<fieldset><legend>${__("Relationships on")}</legend>
			<label class="sr-only" for="upj-network-slider">${__("Day, as a slider")}</label>
			<input type="range" id="upj-network-slider" min="${first}" max="${last}" value="${number_of(this.day)}"
				aria-valuetext="${frappe.datetime.str_to_user(this.day)}">
			<div class="upj-day"><label class="sr-only" for="upj-network-day">${__("Day")}</label>
				<input type="date" id="upj-network-day" class="form-control input-xs" value="${this.day}"
					min="${day_of(first)}" max="${day_of(last)}">
				<button type="button" class="btn btn-default btn-xs" data-today>${__("Today")}</button></div>
		</fieldset>`;
	}

	changed({ target }) {
		if (target.type === "range") return;
		if (target.type === "date") {
			if (target.value) this.set_day(target.value);
			return;
		}
		this.on_change();
	}

	slide(slider) {
		this.set_day(day_of(Number(slider.value)));
	}

	set_day(day) {
		this.day = day;
		const slider = this.container.querySelector("[type=range]");
		if (slider) {
			slider.value = number_of(day);
			slider.setAttribute("aria-valuetext", frappe.datetime.str_to_user(day));
			this.container.querySelector("[type=date]").value = day;
		}
		cancelAnimationFrame(this.waiting);
		this.waiting = requestAnimationFrame(() => this.on_change());
	}

	// Returns {nodes, edges}: Sets of the ids that are shown.
	apply({ nodes, edges }, centre) {
		const chosen = (name) =>
			new Set([...this.container.querySelectorAll(`[name=${name}]:checked`)].map((input) => input.value));
		const [types, kinds] = [chosen("type"), chosen("kind")];
		const alone = this.container.querySelector("[name=alone]").checked;
		const allowed = new Set(nodes.filter((node) => types.has(node.type)).map((node) => node.id));
		const shown = edges.filter(
			(edge) =>
				kinds.has(edge.kind) &&
				allowed.has(edge.source) &&
				allowed.has(edge.target) &&
				(!edge.from || edge.from <= this.day) &&
				(!edge.to || edge.to >= this.day)
		);
		const related = new Set(shown.flatMap((edge) => [edge.source, edge.target]));
		if (!alone) [...allowed].filter((id) => !related.has(id) && id !== centre).forEach((id) => allowed.delete(id));
		return { nodes: allowed, edges: new Set(shown.map((edge) => edge.id)), related };
	}
}

const today = () => frappe.datetime.get_today();

// From the first day on which something changes to the last, as numbers of days; today is always among them.
function span(edges) {
	const days = edges.flatMap((edge) => [edge.from, edge.to]).filter(Boolean);
	const numbers = [...days, today()].map(number_of);
	return { first: Math.min(...numbers), last: Math.max(...numbers) };
}

function box(name, value, label, count) {
	return `<label class="upj-check"><input type="checkbox" name="${name}" value="${escape(value)}" checked>
		<span>${label}</span> <span class="text-muted">${count}</span></label>`;
}

function line(strength) {
	const [width, dash] = { Strong: [4, ""], Medium: [2, ""], Weak: [1.2, "4 3"] }[strength];
	return `<span><svg width="28" height="8" aria-hidden="true" focusable="false"><line x1="0" x2="28" y1="4" y2="4"
		stroke="currentColor" stroke-width="${width}" stroke-dasharray="${dash}"/></svg> ${__(strength)}</span>`;
}
