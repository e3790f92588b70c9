// How an actor is shown: its sector gives the colour, its type the shape, so that nobody depends on colours alone.

export const SECTOR_COLOURS = {
	Economy: "#0072b2",
	"Civil Society": "#c4500b",
	"Public Sector": "#00785a",
	Person: "#8a3d82",
};

const SHAPES = {
	Company: "rectangle",
	"Housing Company": "pentagon",
	Chamber: "octagon",
	"Social Enterprise": "round-rectangle",
	Foundation: "diamond",
	Nonprofit: "ellipse",
	Initiative: "triangle",
	Church: "star",
	School: "hexagon",
	"Public Body": "vee",
	Person: "heptagon",
};

export const ACTOR_TYPES = Object.keys(SHAPES);

export const shape_of = (type) => SHAPES[type] || "ellipse";
export const colour_of = (sector) => SECTOR_COLOURS[sector] || "#666666";

export function sector_name(sector) {
	const names = {
		Economy: __("Economy"),
		"Civil Society": __("Civil Society"),
		"Public Sector": __("Public Sector"),
		Person: __("Person"),
	};
	return names[sector] || __("Other");
}

// The same figure as an icon of the legend, and as a mark inside another drawing.
export function symbol(type, sector) {
	return `<svg class="upj-symbol" width="16" height="16" viewBox="-9 -9 18 18" aria-hidden="true" focusable="false">
		${shape_mark(type, sector)}</svg>`;
}

export const shape_mark = (type, sector) => figure(shape_of(type), colour_of(sector));

function figure(shape, colour) {
	if (shape === "ellipse") return `<circle r="8" fill="${colour}"/>`;
	if (shape === "rectangle") return `<rect x="-7" y="-7" width="14" height="14" fill="${colour}"/>`;
	if (shape === "round-rectangle") {
		return `<rect x="-7" y="-7" width="14" height="14" rx="4" fill="${colour}"/>`;
	}
	if (shape === "vee") return `<polygon points="-8,-8 0,-3 8,-8 0,8" fill="${colour}"/>`;
	return `<polygon points="${corners(shape)}" fill="${colour}"/>`;
}

function corners(shape) {
	const count = { triangle: 3, diamond: 4, pentagon: 5, hexagon: 6, heptagon: 7, octagon: 8, star: 10 }[shape];
	const turn = shape === "octagon" ? Math.PI / 8 : shape === "hexagon" ? Math.PI / 6 : 0;
	return Array.from({ length: count }, (_value, index) => {
		const radius = shape === "star" && index % 2 ? 4 : 8;
		const angle = (2 * Math.PI * index) / count - Math.PI / 2 + turn;
		return `${(radius * Math.cos(angle)).toFixed(1)},${(radius * Math.sin(angle)).toFixed(1)}`;
	}).join(" ");
}
