// The network on a canvas: mouse and keyboard open forms, what is focused is said aloud.
import cytoscape from "cytoscape";
import { colour_of, shape_of } from "./kinds";
import { place } from "./layout";

// Above this, edges lose arrows and words, which cost more to draw than they tell.
const MANY_EDGES = 800;
const FEW_EDGES = 60;
const WIDTHS = { Strong: 4, Medium: 2, Weak: 1.2 };
const LONGEST_LABEL = 26;
const HUBS = 40;
// In a large network names are written where they can be read: at hubs, and everywhere when zoomed in.
const NAMED_FROM = 0.6;
const TURNED = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

export class Drawing {
	// on_open(id, in_new_tab), on_open_edge(id), on_focus(id)
	constructor(container, callbacks) {
		this.container = container;
		this.callbacks = callbacks;
		container.addEventListener("keydown", (event) => this.press(event));
	}

	// Resolves when the network is on the screen for the first time.
	draw({ nodes, edges }) {
		if (this.cy) this.cy.destroy();
		const points = place(
			nodes.map((node) => node.id),
			edges.map((edge) => [edge.source, edge.target])
		);
		const many = edges.length > MANY_EDGES;
		const hubs = many ? hubs_of(edges) : new Set();
		this.cy = cytoscape({
			container: this.container,
			elements: {
				nodes: nodes.map((node) => ({
					data: look_of(node),
					position: points.get(node.id),
					classes: hubs.has(node.id) ? "named" : "",
				})),
				edges: edges.map((edge) => ({ data: { ...edge, width: WIDTHS[edge.strength] || WIDTHS.Medium } })),
			},
			layout: { name: "preset", fit: false },
			...this.view([...points.values()]),
			style: this.styles(edges.length),
			minZoom: 0.03,
			maxZoom: 3,
			boxSelectionEnabled: false,
			hideEdgesOnViewport: many,
			textureOnViewport: many,
			pixelRatio: many ? 1 : "auto",
		});
		if (many) this.name_what_can_be_read(hubs);
		this.cy.on("tap", "node", (event) => {
			const { ctrlKey, metaKey } = event.originalEvent || {};
			this.callbacks.on_open(event.target.id(), ctrlKey || metaKey);
		});
		this.cy.on("tap", "edge", (event) => this.callbacks.on_open_edge(event.target.id()));
		this.cy.on("mouseover", "node", (event) => this.focus(event.target));
		this.cy.on("mouseover", "node, edge", () => (this.container.style.cursor = "pointer"));
		this.cy.on("mouseout", "node, edge", () => (this.container.style.cursor = ""));
		return new Promise((resolve) => this.cy.one("render", resolve));
	}

	// Zoom and pan that show all points; asking cytoscape would let it measure every name.
	view(points) {
		const { width, height } = this.container.getBoundingClientRect();
		const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
		const [left, right] = [Math.min(...xs) - 90, Math.max(...xs) + 90];
		const [top, bottom] = [Math.min(...ys) - 50, Math.max(...ys) + 70];
		const zoom = Math.max(0.03, Math.min(1.4, width / (right - left), height / (bottom - top)));
		return {
			zoom,
			pan: { x: width / 2 - (zoom * (left + right)) / 2, y: height / 2 - (zoom * (top + bottom)) / 2 },
		};
	}

	name_what_can_be_read(hubs) {
		this.cy.on(
			"viewport",
			frappe.utils.debounce(() => {
				const { x1, x2, y1, y2 } = this.cy.extent();
				const inside = ({ x, y }) => x > x1 && x < x2 && y > y1 && y < y2;
				this.cy.batch(() => {
					this.cy.nodes(".named").filter((node) => !hubs.has(node.id())).removeClass("named");
					if (this.cy.zoom() < NAMED_FROM) return;
					this.cy.nodes().filter((node) => inside(node.position())).addClass("named");
				});
			}, 200)
		);
	}

	styles(count) {
		const css = getComputedStyle(document.body);
		const text = css.getPropertyValue("--text-color").trim() || "#1f272e";
		const ground = css.getPropertyValue("--card-bg").trim() || "#ffffff";
		const line = css.getPropertyValue("--gray-600").trim() || "#7c7c7c";
		return [
			{
				selector: "node",
				style: {
					shape: "data(shape)",
					"background-color": "data(colour)",
					width: 26,
					height: 26,
				},
			},
			{
				selector: count > MANY_EDGES ? "node.named, node.focused, node.centre" : "node",
				style: {
					label: "data(short)",
					color: text,
					"font-size": 12,
					"text-valign": "bottom",
					"text-margin-y": 4,
					"text-background-color": ground,
					"text-background-opacity": 0.8,
					"min-zoomed-font-size": 8,
				},
			},
			{
				selector: "edge",
				style: {
					width: "data(width)",
					"line-color": line,
					...(count > MANY_EDGES
						? { "curve-style": "haystack", "haystack-radius": 0, opacity: 0.45 }
						: {
								"curve-style": "bezier",
								"target-arrow-shape": "triangle",
								"target-arrow-color": line,
								opacity: 0.8,
						  }),
				},
			},
			...(count > MANY_EDGES ? [] : [{ selector: "edge[strength = 'Weak']", style: { "line-style": "dashed" } }]),
			{
				selector: count > FEW_EDGES ? "edge.near" : "edge",
				style: {
					label: "data(wording)",
					color: text,
					"font-size": 10,
					"text-rotation": "autorotate",
					"text-background-color": ground,
					"text-background-opacity": 0.9,
					"min-zoomed-font-size": 7,
				},
			},
			{ selector: "edge.near", style: { opacity: 1, "line-color": text, "target-arrow-color": text } },
			{ selector: ".hidden", style: { display: "none" } },
			{
				selector: "node.focused",
				style: { "border-width": 5, "border-color": text, "font-weight": "bold", "z-index": 10, "min-zoomed-font-size": 0 },
			},
			{ selector: "node.centre", style: { width: 38, height: 38, "font-weight": "bold" } },
		];
	}

	mark_centre(id) {
		this.cy.getElementById(id).addClass("centre");
	}

	// shown: Sets of ids of nodes and edges.
	filter({ nodes, edges }) {
		this.cy.batch(() => {
			this.cy.nodes().forEach((node) => node.toggleClass("hidden", !nodes.has(node.id())));
			this.cy.edges().forEach((edge) => edge.toggleClass("hidden", !edges.has(edge.id())));
		});
		if (this.focused && this.focused.hasClass("hidden")) this.blur();
	}

	focus(node) {
		this.cy.batch(() => {
			this.blur();
			this.focused = node.addClass("focused");
			node.connectedEdges().addClass("near");
		});
		this.callbacks.on_focus(node.id());
	}

	blur() {
		if (this.focused) this.focused.removeClass("focused").connectedEdges().removeClass("near");
		this.focused = null;
	}

	press(event) {
		if (!this.cy || event.altKey || event.metaKey) return;
		const zooms = { "+": 1.25, "=": 1.25, "-": 0.8 };
		if (event.key === "Enter" && this.focused) {
			this.callbacks.on_open(this.focused.id(), event.ctrlKey);
		} else if (event.ctrlKey) {
			return;
		} else if (TURNED[event.key]) {
			this.step(TURNED[event.key]);
		} else if (event.key === "Home") {
			this.focus_first();
		} else if (zooms[event.key]) {
			this.zoom(zooms[event.key]);
		} else if (event.key === "0") {
			this.fit();
		} else if (event.key === "Escape") {
			this.blur();
		} else {
			return;
		}
		event.preventDefault();
	}

	zoom(factor) {
		const { width, height } = this.container.getBoundingClientRect();
		this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: { x: width / 2, y: height / 2 } });
	}

	fit() {
		this.cy.fit(this.cy.elements(":visible"), 40);
	}

	focus_first() {
		const centre = this.cy.nodes(".centre:visible");
		const first = centre.nonempty()
			? centre[0]
			: this.cy.nodes(":visible").max((node) => node.connectedEdges(":visible").length).ele;
		if (first) this.go_to(first);
	}

	// To the nearest node in a direction; sideways counts double.
	step([right, down]) {
		if (!this.focused) return this.focus_first();
		const from = this.focused.position();
		const found = this.cy.nodes(":visible").min((node) => {
			const [x, y] = [node.position().x - from.x, node.position().y - from.y];
			const ahead = x * right + y * down;
			const aside = Math.abs(x * down) + Math.abs(y * right);
			return ahead > 1 ? ahead + 2 * aside : Infinity;
		});
		if (found.ele && found.value < Infinity) this.go_to(found.ele);
	}

	go_to(node) {
		this.focus(node);
		const { x, y } = node.renderedPosition();
		const { width, height } = this.container.getBoundingClientRect();
		if (x < 40 || y < 40 || x > width - 40 || y > height - 40) this.cy.center(node);
	}
}

function hubs_of(edges) {
	const degree = new Map();
	edges.forEach(({ source, target }) => [source, target].forEach((id) => degree.set(id, (degree.get(id) || 0) + 1)));
	return new Set([...degree.keys()].sort((one, two) => degree.get(two) - degree.get(one)).slice(0, HUBS));
}

function look_of(node) {
	const { label, type, sector } = node;
	const short = label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
	return { ...node, short, shape: shape_of(type), colour: colour_of(sector) };
}
