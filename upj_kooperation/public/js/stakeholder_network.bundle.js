// The network page: scope, filters, drawing and table of the same relationships (F2).
import { Drawing } from "./network/drawing";
import { Filters } from "./network/filters";
import { Table } from "./network/table";

frappe.provide("upj_kooperation");

const SCOPES = { municipality: "Municipality", programme_area: "Programme Area", stakeholder: "Stakeholder" };

upj_kooperation.StakeholderNetwork = class StakeholderNetwork {
	constructor(page) {
		this.page = page;
		this.make_fields();
		this.make_body();
		const element = (name) => page.main[0].querySelector(`.upj-network-${name}`);
		this.note = element("note");
		this.said = element("said");
		this.frame = element("frame");
		this.canvas = element("canvas");
		this.filters = new Filters(element("filters"), () => this.refresh());
		this.table = new Table(element("table"));
		this.drawing = new Drawing(this.canvas, {
			on_open: (id, in_new_tab) => this.open(this.places.get(id).address, in_new_tab),
			on_open_edge: (id) => this.open(`/app/stakeholder-relationship/${encodeURIComponent(id)}`),
			on_focus: (id) => this.say(id),
		});
		element("switch").addEventListener("click", (event) => this.switch_view(event.currentTarget));
		element("buttons").addEventListener("click", ({ target }) => this.press_button(target.dataset.action));
	}

	make_fields() {
		this.fields = {};
		Object.entries(SCOPES).forEach(([fieldname, doctype]) => {
			this.fields[fieldname] = this.page.add_field({
				fieldname,
				label: __(doctype),
				fieldtype: "Link",
				options: doctype,
				change: () => this.chosen(fieldname),
			});
		});
		this.fields.depth = this.page.add_field({
			fieldname: "depth",
			label: __("Steps"),
			fieldtype: "Select",
			options: [
				{ value: "1", label: __("1 step") },
				{ value: "2", label: __("2 steps") },
				{ value: "3", label: __("3 steps") },
			],
			default: "2",
			change: () => this.chosen("depth"),
		});
	}

	make_body() {
		// Fields of a page have no visible label, only a placeholder.
		Object.values(this.fields).forEach((field) => field.$wrapper.find("input, select").attr("aria-label", field.df.label));
		const help = __("Arrow keys move from actor to actor, Enter opens the form, plus and minus zoom, 0 shows everything.");
		this.page.main.addClass("upj-network").append(`
			<p class="upj-network-note" role="status"></p>
			<div class="upj-network-body">
				<div class="upj-network-filters" role="group" aria-label="${__("Legend and Filters")}"></div>
				<div class="upj-network-frame">
					<div class="upj-network-buttons">
						<button type="button" class="btn btn-default btn-sm upj-network-switch" aria-pressed="false">
							${__("As a Table")}</button>
						<span class="upj-network-zoom">
							<button type="button" class="btn btn-default btn-sm" data-action="in" aria-label="${__("Zoom In")}">+</button>
							<button type="button" class="btn btn-default btn-sm" data-action="out" aria-label="${__("Zoom Out")}">−</button>
							<button type="button" class="btn btn-default btn-sm" data-action="fit">${__("Show Everything")}</button>
						</span>
					</div>
					<div class="upj-network-canvas" tabindex="0" role="application"
						aria-label="${__("Network")}" aria-describedby="upj-network-help"></div>
					<p id="upj-network-help" class="upj-network-help text-muted">${help}</p>
					<p class="upj-network-said" role="status"></p>
					<div class="upj-network-table sr-only"></div>
				</div>
			</div>`);
	}

	// options: {municipality | programme_area | stakeholder, depth}; with none the user's own town, or what was there.
	show(options) {
		const given = Object.keys(SCOPES).find((fieldname) => options[fieldname]);
		if (!given && this.network) return this.drawing.cy && this.drawing.cy.resize();
		this.load({ ...(given ? { [given]: options[given] } : {}), depth: options.depth || 2 });
	}

	chosen(fieldname) {
		if (this.filling) return;
		const { doctype, name } = (this.network && this.network.scope) || {};
		const key = Object.keys(SCOPES).find((field) => SCOPES[field] === doctype);
		const [field, value] =
			fieldname === "depth" ? [key, name] : [fieldname, this.fields[fieldname].get_value()];
		const depth = this.fields.depth.get_value() || 2;
		if (!value || (fieldname !== "depth" && field === key && value === name)) return;
		this.load({ [field]: value, depth });
	}

	load(args) {
		performance.mark("upj-network-asked");
		this.canvas.removeAttribute("data-drawn");
		return frappe
			.call({ method: "upj_kooperation.api.network.relations", type: "GET", args, freeze: true })
			.then(({ message }) => this.take(message, args.depth));
	}

	take(network, depth) {
		this.network = network;
		network.edges.forEach((edge) => (edge.wording = network.kinds[edge.kind][0]));
		this.places = new Map(network.nodes.map((node) => [node.id, { label: node.label, address: address_of(node.id) }]));
		this.centre = network.scope.doctype === "Stakeholder" ? `S:${network.scope.name}` : null;
		this.page.set_title(`${__("Network")}: ${network.scope.title}`);
		this.fill_fields(depth);
		this.filters.set(network);
		this.say_whole();
		this.frame.classList.toggle("upj-empty", !network.nodes.length);
		if (!network.nodes.length) return this.drawn();
		return this.drawing.draw(network).then(() => {
			if (this.centre) this.drawing.mark_centre(this.centre);
			this.drawn();
			// The words beside the drawing can wait until it is there.
			setTimeout(() => this.refresh());
		});
	}

	drawn() {
		performance.measure("upj-network-first-draw", "upj-network-asked");
		this.canvas.setAttribute("data-drawn", "1");
	}

	async fill_fields(depth) {
		const { doctype, name } = this.network.scope;
		const key = Object.keys(SCOPES).find((field) => SCOPES[field] === doctype);
		// So that the address can be kept and sent, and a reload shows the same.
		const query = new URLSearchParams({ [key]: name, ...(this.centre ? { depth } : {}) });
		window.history.replaceState(null, "", `${window.location.pathname}?${query}`);
		this.filling = true;
		for (const field of Object.keys(SCOPES)) {
			await this.fields[field].set_value(field === key ? name : "");
		}
		await this.fields.depth.set_value(String(depth));
		this.fields.depth.$wrapper.toggle(Boolean(this.centre));
		this.filling = false;
	}

	refresh() {
		const { nodes, edges } = this.network;
		if (!nodes.length) return;
		const shown = this.filters.apply(this.network, this.centre);
		this.drawing.filter(shown);
		this.table.show({
			edges: edges.filter((edge) => shown.edges.has(edge.id)),
			alone: nodes.map((node) => node.id).filter((id) => shown.nodes.has(id) && !shown.related.has(id)),
			places: this.places,
			day: this.filters.day,
			with_links: this.as_table,
		});
		this.related = shown;
		this.say_whole(shown);
	}

	say_whole(shown) {
		const { nodes, edges, capped, scope } = this.network;
		if (!nodes.length) {
			const create = frappe.model.can_create("Stakeholder")
				? ` <a href="/app/stakeholder/new">${__("Enter the first one")}</a>`
				: "";
			this.note.innerHTML = `${__("No actors are known in {0} yet.", [frappe.utils.escape_html(scope.title)])}${create}`;
			return;
		}
		const counts = [shown ? shown.nodes.size : nodes.length, shown ? shown.edges.size : edges.length];
		let words = __("{0} actors, {1} relationships.", counts);
		if (!edges.length) words += ` ${__("No relationships are entered yet: do it on the form of a stakeholder.")}`;
		if (capped) words += ` ${__("There are more: only the strongest relationships are shown. Choose an area or a stakeholder to see all of its own.")}`;
		this.note.textContent = words;
	}

	say(id) {
		const node = this.network.nodes.find((one) => one.id === id);
		const lines = this.network.edges
			.filter((edge) => (edge.source === id || edge.target === id) && (!this.related || this.related.edges.has(edge.id)))
			.map((edge) => {
				const mine = edge.source === id;
				const wording = this.network.kinds[edge.kind][mine ? 0 : 1];
				return `${wording} ${this.places.get(mine ? edge.target : edge.source).label}`;
			});
		const more = lines.length > 5 ? " …" : "";
		this.said.textContent = `${node.label}, ${__(node.type)}. ${lines.slice(0, 5).join("; ")}${more}`;
	}

	switch_view(button) {
		this.as_table = !this.as_table;
		button.setAttribute("aria-pressed", String(this.as_table));
		this.frame.classList.toggle("upj-as-table", this.as_table);
		this.table.container.classList.toggle("sr-only", !this.as_table);
		this.refresh();
		if (!this.as_table && this.drawing.cy) this.drawing.cy.resize();
	}

	press_button(action) {
		if (!this.drawing.cy) return;
		if (action === "in") this.drawing.zoom(1.25);
		if (action === "out") this.drawing.zoom(0.8);
		if (action === "fit") this.drawing.fit();
	}

	open(address, in_new_tab) {
		if (!address) return frappe.show_alert(__("You may not open this contact."));
		if (in_new_tab) window.open(address, "_blank");
		else frappe.set_route(address);
	}
};

function address_of(id) {
	const [doctype, name] = [id.startsWith("C:") ? "Contact" : "Stakeholder", id.slice(2)];
	return frappe.model.can_read(doctype) ? `/app/${frappe.router.slug(doctype)}/${encodeURIComponent(name)}` : null;
}
