// The stakeholder map: a chart whose points are links, and the same as a table (F5).
import { sector_name, shape_mark, symbol } from "./network/kinds";

frappe.provide("upj_kooperation");

const SCOPES = { municipality: "Municipality", programme_area: "Programme Area" };
const [WIDTH, HEIGHT, LEFT, BELOW] = [980, 620, 120, 60];
// So many points of one pair of values stand beside each other; the others are counted.
const BESIDE = 12;
const AT_ONCE = 200;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const escape = (text) => frappe.utils.escape_html(text);

function measures() {
	return {
		influence: __("Influence"),
		interest: __("Interest", null, "Stakeholder Assessment"),
		impact: __("Impact"),
		criticality: __("Criticality"),
		position: __("Position"),
		effort: __("Effort"),
	};
}

const POSITIONS = ["Opposed", "Sceptical", "Neutral", "Supportive"];

upj_kooperation.StakeholderMap = class StakeholderMap {
	constructor(page) {
		this.page = page;
		this.fields = {};
		Object.entries(SCOPES).forEach(([fieldname, doctype]) =>
			this.add_field({ fieldname, label: __(doctype), fieldtype: "Link", options: doctype })
		);
		this.add_field({ fieldname: "day", label: __("As of"), fieldtype: "Date" });
		const options = Object.entries(measures()).map(([value, label]) => ({ value, label }));
		this.add_field({ fieldname: "across", label: __("To the Right"), fieldtype: "Select", options, default: "interest" });
		this.add_field({ fieldname: "upward", label: __("Upwards"), fieldtype: "Select", options, default: "influence" });
		page.main.addClass("upj-map").append(`
			<p class="upj-map-note" role="status"></p>
			<p><button type="button" class="btn btn-default btn-sm upj-map-switch" aria-pressed="false">${__("As a Table")}</button></p>
			<div class="upj-map-legend" role="group" aria-label="${__("Legend")}"></div>
			<div class="upj-map-chart"></div><div class="upj-map-table"></div>`);
		const element = (name) => page.main[0].querySelector(`.upj-map-${name}`);
		[this.note, this.legend, this.chart, this.table] = ["note", "legend", "chart", "table"].map(element);
		element("switch").addEventListener("click", ({ currentTarget }) => {
			this.as_table = !this.as_table;
			currentTarget.setAttribute("aria-pressed", String(this.as_table));
			this.draw();
		});
		page.main[0].addEventListener("click", (event) => this.click(event));
	}

	add_field(df) {
		const field = this.page.add_field({ ...df, change: () => this.changed(df.fieldname) });
		// Fields of a page have no visible label, only a placeholder.
		field.$wrapper.find("input, select").attr("aria-label", df.label);
		this.fields[df.fieldname] = field;
	}

	show(options) {
		const given = Object.keys(SCOPES).find((fieldname) => options[fieldname]);
		if (!given && this.found) return;
		this.load({ ...(given ? { [given]: options[given] } : {}), ...(options.day ? { day: options.day } : {}) });
	}

	changed(fieldname) {
		if (this.filling || !this.found) return;
		if (["across", "upward"].includes(fieldname)) return this.draw();
		const { doctype, name } = this.found.scope;
		const key = Object.keys(SCOPES).find((field) => SCOPES[field] === doctype);
		const chosen = fieldname === "day" ? name : this.fields[fieldname].get_value();
		const field = fieldname === "day" ? key : fieldname;
		const day = this.fields.day.get_value() || frappe.datetime.get_today();
		if (!chosen || (chosen === name && field === key && day === this.found.day)) return;
		this.load({ [field]: chosen, day });
	}

	load(args) {
		return frappe
			.call({ method: "upj_kooperation.api.stakeholder_map.points", type: "GET", args, freeze: true })
			.then(({ message }) => this.take(message));
	}

	async take(found) {
		this.found = found;
		this.limit = AT_ONCE;
		const { scope, day } = found;
		this.page.set_title(`${__("Stakeholder Map")}: ${scope.title}`);
		const key = Object.keys(SCOPES).find((field) => SCOPES[field] === scope.doctype);
		const query = new URLSearchParams({ [key]: scope.name, day });
		window.history.replaceState(null, "", `${window.location.pathname}?${query}`);
		this.filling = true;
		for (const field of Object.keys(SCOPES)) {
			await this.fields[field].set_value(field === key ? scope.name : "");
		}
		await this.fields.day.set_value(day);
		this.filling = false;
		this.draw();
	}

	draw() {
		const { points, unassessed, capped, day, scope } = this.found;
		const axes = { across: this.fields.across.get_value(), upward: this.fields.upward.get_value() };
		const placed = points.filter((point) => point[axes.across] && point[axes.upward]);
		let words = placed.length
			? __("{0} actors as judged on {1}.", [placed.length, frappe.datetime.str_to_user(day)])
			: __("In {0} no actor was judged by {1}. Enter assessments on the form of a stakeholder.", [
					scope.title,
					frappe.datetime.str_to_user(day),
				]);
		if (unassessed) words += ` ${__("Not judged yet: {0}.", [unassessed])}`;
		if (capped) words += ` ${__("There are more: the latest {0} assessments are shown. Choose an area.", [points.length])}`;
		this.note.textContent = words;
		this.chart.hidden = this.as_table || !placed.length;
		this.legend.hidden = this.chart.hidden;
		this.table.hidden = !placed.length;
		this.table.classList.toggle("sr-only", !this.as_table);
		this.legend.innerHTML = legend(placed);
		this.chart.innerHTML = chart(placed, axes);
		this.table.innerHTML = this.rows(placed, axes, day);
	}

	rows(placed, axes, day) {
		const names = measures();
		const heads = [__("Actor"), __("Actor Type"), ...Object.values(names), __("Judged on"), __("What to Do")];
		const body = placed.slice(0, this.limit).map((point) => {
			// Beside the chart, where nobody sees the focus, names are words; the links are the chart's points.
			const name = this.as_table ? `<a href="${address_of(point)}">${escape(point.label)}</a>` : escape(point.label);
			const values = Object.keys(names).map((measure) => `<td>${value_name(measure, point[measure])}</td>`);
			return `<tr><td>${name}</td><td>${__(point.type)}</td>${values.join("")}
				<td>${frappe.datetime.str_to_user(point.day)}</td><td>${quarter_name(point.quarter)}</td></tr>`;
		});
		const more =
			placed.length > this.limit && this.as_table
				? `<p><button type="button" class="btn btn-default btn-xs" data-more>${__("Show More")}</button></p>`
				: "";
		const caption = __("{0} actors as judged on {1}.", [placed.length, frappe.datetime.str_to_user(day)]);
		return `<div class="upj-map-frame" role="region" aria-label="${__("Stakeholder Map")}" ${this.as_table ? 'tabindex="0"' : ""}>
			<table class="table table-bordered table-sm"><caption>${caption}</caption>
			<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead>
			<tbody>${body.join("")}</tbody></table></div>${more}`;
	}

	click(event) {
		if (event.target.matches("[data-more]")) {
			this.limit += AT_ONCE;
			this.draw();
		}
		// A count stands for actors who only fit into the table.
		if (event.target.closest("[data-table]")) {
			event.preventDefault();
			this.page.main[0].querySelector(".upj-map-switch").click();
		}
	}
};

const address_of = (point) => `/app/stakeholder/${encodeURIComponent(point.name)}`;

function value_name(measure, value) {
	if (!value) return "";
	return measure === "position" ? __(POSITIONS[value - 1]) : String(value);
}

function quarter_name(quarter) {
	const names = {
		"Engage Closely": __("Engage Closely"),
		"Keep Satisfied": __("Keep Satisfied"),
		"Keep Informed": __("Keep Informed"),
		Monitor: __("Monitor"),
	};
	return names[quarter] || "";
}

function legend(points) {
	const kinds = new Map(points.map((point) => [point.type, point.sector]));
	return [...kinds]
		.map(([type, sector]) => `<span>${symbol(type, sector)} ${__(type)} (${sector_name(sector)})</span>`)
		.join("");
}

const steps = (measure) => (measure === "position" ? 4 : 5);
const across_at = (measure, value) => LEFT + ((value - 0.5) * (WIDTH - LEFT)) / steps(measure);
const upward_at = (measure, value) => ((steps(measure) + 0.5 - value) * (HEIGHT - BELOW)) / steps(measure);

function chart(points, { across, upward }) {
	const names = measures();
	// High is from 4 on, so the border lies between 3 and 4.
	const [x, y] = [across_at(across, 3.5), upward_at(upward, 3.5)];
	const label = __("Stakeholder map: {0} upwards, {1} to the right", [names[upward], names[across]]);
	return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="${escape(label)}">
		<rect class="upj-high" x="${x}" y="0" width="${WIDTH - x}" height="${y}"/>
		<rect class="upj-frame" x="${LEFT}" y="1" width="${WIDTH - LEFT - 1}" height="${HEIGHT - BELOW - 1}"/>
		<line class="upj-line" x1="${x}" x2="${x}" y1="0" y2="${HEIGHT - BELOW}"/>
		<line class="upj-line" x1="${LEFT}" x2="${WIDTH}" y1="${y}" y2="${y}"/>
		${quarters(across, upward, x, y)}
		<text x="${(LEFT + WIDTH) / 2}" y="${HEIGHT - 8}" text-anchor="middle" font-weight="600">${names[across]} →</text>
		<text x="8" y="20" font-weight="600">↑ ${names[upward]}</text>
		${ticks(across, upward)}${cells(points, across, upward)}</svg>`;
}

function quarters(across, upward, x, y) {
	const names = measures();
	const known = across === "interest" && upward === "influence";
	const words = known
		? ["Keep Satisfied", "Engage Closely", "Monitor", "Keep Informed"].map(quarter_name)
		: [
				[true, false],
				[true, true],
				[false, false],
				[false, true],
			].map(([up, right]) =>
				[[names[upward], up], [names[across], right]]
					.map(([name, high]) => (high ? __("{0} high", [name]) : __("{0} low", [name])))
					.join(", ")
			);
	const places = [[LEFT + 12, 24], [x + 12, 24], [LEFT + 12, y + 24], [x + 12, y + 24]];
	return words
		.map((word, index) => `<text class="upj-quarter" x="${places[index][0]}" y="${places[index][1]}">${escape(word)}</text>`)
		.join("");
}

function ticks(across, upward) {
	const numbers = (measure) => Array.from({ length: steps(measure) }, (_value, index) => index + 1);
	return [
		...numbers(across).map(
			(value) =>
				`<text x="${across_at(across, value)}" y="${HEIGHT - BELOW + 20}" text-anchor="middle">${value_name(across, value)}</text>`
		),
		...numbers(upward).map(
			(value) =>
				`<text x="${LEFT - 10}" y="${upward_at(upward, value) + 4}" text-anchor="end">${value_name(upward, value)}</text>`
		),
	].join("");
}

function cells(points, across, upward) {
	const groups = new Map();
	points.forEach((point) => {
		const key = `${point[across]}|${point[upward]}`;
		if (!groups.has(key)) groups.set(key, []);
		groups.get(key).push(point);
	});
	return [...groups.values()]
		.map((group) => {
			const [x, y] = [across_at(across, group[0][across]), upward_at(upward, group[0][upward])];
			const shown = group.slice(0, BESIDE).map((point, index) => mark(point, x, y, index, group.length));
			const rest = group.length - BESIDE;
			return shown.join("") + (rest > 0 ? count(rest, x, y) : "");
		})
		.join("");
}

function mark(point, x, y, index, of) {
	const radius = 17 * Math.sqrt(index);
	const [left, top] = [x + radius * Math.cos(index * GOLDEN_ANGLE), y + 6 + radius * Math.sin(index * GOLDEN_ANGLE)];
	const named = of <= 2 ? `<text x="0" y="${index ? -14 : 24}" text-anchor="middle">${escape(short(point.label))}</text>` : "";
	const title = `${point.label}, ${__(point.type)}`;
	return `<a href="${address_of(point)}" transform="translate(${left.toFixed(1)} ${top.toFixed(1)})" aria-label="${escape(title)}">
		<title>${escape(title)}</title><circle class="upj-ring" r="13"/>${shape_mark(point.type, point.sector)}${named}</a>`;
}

function count(rest, x, y) {
	const words = __("{0} more, in the table", [rest]);
	return `<a href="#" data-table aria-label="${words}"><title>${words}</title>
		<text x="${x + 44}" y="${y - 40}" font-weight="600">+${rest}</text></a>`;
}

const short = (label) => (label.length > 26 ? `${label.slice(0, 25)}…` : label);
