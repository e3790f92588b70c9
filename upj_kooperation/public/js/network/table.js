// The same network as words: for screen readers beside the drawing, and for everybody in its place.
const escape = (text) => frappe.utils.escape_html(text);
const AT_ONCE = 200;

// places: id -> {label, address}; with_links: whether names lead to forms (beside the drawing nobody sees the focus).
export class Table {
	constructor(container) {
		this.container = container;
		this.limit = AT_ONCE;
		container.addEventListener("click", (event) => {
			if (!event.target.matches("[data-more]")) return;
			this.limit += AT_ONCE;
			this.show(this.shown);
		});
	}

	show(shown) {
		this.shown = shown;
		const { edges, alone, places, day, with_links } = shown;
		const name = (id) => cell(places.get(id), with_links);
		const rows = edges.slice(0, this.limit).map(
			(edge) => `<tr><td>${name(edge.source)}</td>
				<td>${with_links ? link(escape(edge.wording), `/app/stakeholder-relationship/${encodeURIComponent(edge.id)}`) : escape(edge.wording)}</td>
				<td>${name(edge.target)}</td><td>${date(edge.from)}</td><td>${date(edge.to)}</td>
				<td>${__(edge.strength || "")}</td></tr>`
		);
		const heads = [__("Actor"), __("Relationship"), __("To Whom"), __("Since"), __("Until"), __("Strength")];
		const caption = __("{0} relationships on {1}", [edges.length, frappe.datetime.str_to_user(day)]);
		this.container.innerHTML = `
			<div class="upj-table-frame" role="region" aria-label="${__("Relationships")}" ${with_links ? 'tabindex="0"' : ""}>
			<table class="table table-bordered table-sm"><caption>${caption}</caption>
				<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead>
				<tbody>${rows.join("")}</tbody></table></div>
			${this.rest(edges.length, with_links)}
			${alone.length ? `<h3 class="upj-alone">${__("Without a relationship on this day")} (${alone.length})</h3>
				<p>${alone.slice(0, this.limit).map(name).join(", ")}${alone.length > this.limit ? " …" : ""}</p>` : ""}`;
	}

	rest(count, with_links) {
		if (count <= this.limit) return "";
		const words = __("The first {0} of {1} are listed.", [this.limit, count]);
		return with_links
			? `<p>${words} <button type="button" class="btn btn-default btn-xs" data-more>${__("Show More")}</button></p>`
			: `<p>${words}</p>`;
	}
}

const cell = (place, with_links) =>
	with_links && place.address ? link(escape(place.label), place.address) : escape(place.label);
const link = (words, address) => `<a href="${address}">${words}</a>`;
const date = (day) => (day ? frappe.datetime.str_to_user(day) : "");
