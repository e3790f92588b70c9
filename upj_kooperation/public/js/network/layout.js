// Places nodes: related ones near each other, others apart. The same network always looks the same, because nothing
// in here is left to chance. Far nodes do not push each other (a grid finds the near ones), so 2,000 take a moment only.

const DISTANCE = 90;
const REACH = 1.6 * DISTANCE;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
// Larger than any number of plots in one direction.
const ROW = 100_003;

// nodes: ids; edges: [source, target] pairs of ids. Returns a Map from id to {x, y}.
export function place(nodes, edges) {
	const degree = new Map(nodes.map((id) => [id, 0]));
	edges.forEach((pair) => pair.forEach((id) => degree.set(id, degree.get(id) + 1)));
	const related = nodes.filter((id) => degree.get(id)).sort((one, two) => degree.get(two) - degree.get(one));
	const numbers = new Map(related.map((id, index) => [id, index]));
	const state = {
		x: Float64Array.from(related, (_id, index) => radius(index) * Math.cos(index * GOLDEN_ANGLE)),
		y: Float64Array.from(related, (_id, index) => radius(index) * Math.sin(index * GOLDEN_ANGLE)),
		// Springs of a hub are weak, else it would draw all the others onto itself.
		springs: edges
			.filter(([source, target]) => source !== target)
			.map(([source, target]) => [
				numbers.get(source),
				numbers.get(target),
				0.5 / Math.sqrt(Math.max(degree.get(source), degree.get(target))),
			]),
	};
	const rounds = related.length > 500 ? 50 : 150;
	for (let round = 0; round < rounds; round++) move(state, DISTANCE * (1 - round / rounds));
	const placed = new Map(related.map((id, index) => [id, { x: state.x[index], y: state.y[index] }]));
	place_below(nodes.filter((id) => !degree.get(id)), [...placed.values()]).forEach((point, id) => placed.set(id, point));
	return placed;
}

const radius = (index) => DISTANCE * 0.8 * Math.sqrt(index + 0.5);

function move({ x, y, springs }, most) {
	const right = x.map((value) => -value * 0.01);
	const down = y.map((value) => -value * 0.01);
	push_apart(x, y, right, down);
	for (const [one, two, strength] of springs) {
		const [across, along] = [x[two] - x[one], y[two] - y[one]];
		const length = Math.hypot(across, along) || 1;
		const pull = (strength * (length - DISTANCE)) / length;
		right[one] += across * pull;
		down[one] += along * pull;
		right[two] -= across * pull;
		down[two] -= along * pull;
	}
	for (let index = 0; index < x.length; index++) {
		const length = Math.hypot(right[index], down[index]) || 1;
		const step = Math.min(length, most) / length;
		x[index] += right[index] * step;
		y[index] += down[index] * step;
	}
}

function push_apart(x, y, right, down) {
	// The nodes of one plot hang on each other: `first` is the newest, `next` leads on.
	const first = new Map();
	const next = new Int32Array(x.length);
	for (let index = 0; index < x.length; index++) {
		const home = Math.floor(x[index] / REACH) * ROW + Math.floor(y[index] / REACH);
		for (let column = -1; column <= 1; column++) {
			for (let row = -1; row <= 1; row++) {
				let other = first.get(home + column * ROW + row);
				while (other !== undefined && other >= 0) {
					push(x, y, right, down, index, other);
					other = next[other];
				}
			}
		}
		next[index] = first.has(home) ? first.get(home) : -1;
		first.set(home, index);
	}
}

function push(x, y, right, down, one, two) {
	let [across, along] = [x[one] - x[two], y[one] - y[two]];
	if (!across && !along) [across, along] = [1 + (one % 7), 1 + (two % 5)];
	const square = Math.max(across * across + along * along, 100);
	if (square > REACH * REACH) return;
	const force = (0.6 * DISTANCE * DISTANCE) / square - 0.6 * (DISTANCE / REACH) ** 2;
	right[one] += across * force;
	down[one] += along * force;
	right[two] -= across * force;
	down[two] -= along * force;
}

// Actors without a relationship stand in rows below the others.
function place_below(ids, points) {
	const left = points.reduce((least, point) => Math.min(least, point.x), 0);
	const end = points.reduce((most, point) => Math.max(most, point.x), 0);
	const bottom = points.reduce((most, point) => Math.max(most, point.y), 0);
	const gap = 1.4 * DISTANCE;
	const columns = Math.max(6, Math.floor((end - left) / gap), Math.ceil(Math.sqrt(ids.length)));
	const top = bottom + (points.length ? 1.5 * DISTANCE : 0);
	return new Map(
		ids.map((id, index) => [id, { x: left + (index % columns) * gap, y: top + Math.floor(index / columns) * DISTANCE }])
	);
}
