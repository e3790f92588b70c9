"""The boundary of a programme area: what is refused, and how large it is."""

import json
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import geometry
from upj_kooperation.domain.geometry import read_boundary

# About one kilometre each way, north of Nienburg's old town; no real boundary.
WEST, SOUTH = 9.2, 52.65
WIDTH, HEIGHT = 0.0148, 0.009


def square(west: float = WEST, south: float = SOUTH, width: float = WIDTH, height: float = HEIGHT) -> list[list[float]]:
	"""A closed ring."""
	east, north = west + width, south + height
	return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: list) -> dict:
	"""A bare polygon."""
	return {"type": "Polygon", "coordinates": list(rings)}


def collection(*geometries: dict) -> dict:
	"""A feature for each geometry."""
	return {
		"type": "FeatureCollection",
		"features": [{"type": "Feature", "properties": {"a": 1}, "geometry": one} for one in geometries],
	}


def message_of(shape: object) -> str | None:
	"""The message of what is wrong, None if nothing is; wrong boundaries are empty."""
	boundary, problem = read_boundary(shape if isinstance(shape, str) else json.dumps(shape))
	assert not (problem and boundary.polygons)
	if problem:
		problem.message.format(*problem.values)
	return problem.message if problem else None


@pytest.mark.parametrize(
	"shape",
	[
		polygon(square()),
		{"type": "Feature", "properties": None, "geometry": polygon(square())},
		collection(polygon(square())),
		{"type": "MultiPolygon", "coordinates": [[square()]]},
		polygon([[*point, 31.5] for point in square()]),
		polygon(square()[::-1]),
		polygon([square()[0], *square()]),
	],
	ids=["polygon", "feature", "collection", "multi", "heights", "clockwise", "doubled point"],
)
def test_every_usual_way_of_writing_an_outline_becomes_one(shape: dict):
	boundary, problem = read_boundary(json.dumps(shape))
	assert problem is None
	stored = json.loads(boundary.geojson)
	assert stored["type"] == "FeatureCollection"
	assert [feature["geometry"]["type"] for feature in stored["features"]] == ["Polygon"]
	assert stored["features"][0]["properties"] == {}
	assert len(stored["features"][0]["geometry"]["coordinates"][0]) == 5
	assert read_boundary(boundary.geojson)[0] == boundary


@pytest.mark.parametrize("empty", [None, "", '{"type": "FeatureCollection", "features": []}'])
def test_nothing_is_an_empty_boundary(empty):
	boundary, problem = read_boundary(empty)
	assert (boundary.polygons, boundary.hectares, problem) == ((), 0, None)


BOW = [[9.2, 52.6], [9.3, 52.7], [9.3, 52.6], [9.2, 52.7], [9.2, 52.6]]
SPIKE = [[9.2, 52.6], [9.3, 52.6], [9.25, 52.6], [9.25, 52.7], [9.2, 52.6]]
EIGHT = [[9.2, 52.6], [9.25, 52.65], [9.3, 52.6], [9.3, 52.7], [9.25, 52.65], [9.2, 52.7], [9.2, 52.6]]


@pytest.mark.parametrize(
	("shape", "message"),
	[
		("kein JSON", geometry.NOT_GEOJSON),
		("[" * 100_000, geometry.NOT_GEOJSON),
		("<kml/>", geometry.NOT_GEOJSON),
		("[]", geometry.NOT_GEOJSON),
		("5", geometry.NOT_GEOJSON),
		({"type": "FeatureCollection"}, geometry.NOT_GEOJSON),
		({"type": "FeatureCollection", "features": [5]}, geometry.NOT_GEOJSON),
		({"type": "FeatureCollection", "features": [polygon(square())]}, geometry.NOT_GEOJSON),
		({"type": "Feature", "geometry": None}, geometry.NO_SHAPE),
		({"type": "Polygon", "coordinates": []}, geometry.NO_SHAPE),
		({"type": "Polygon", "coordinates": [5]}, geometry.NOT_GEOJSON),
		({"type": "Polygon"}, geometry.NOT_GEOJSON),
		({"type": "Point", "coordinates": [9.2, 52.6]}, geometry.WRONG_TYPE),
		({"type": "LineString", "coordinates": square()}, geometry.WRONG_TYPE),
		({"type": "GeometryCollection", "geometries": [polygon(square())]}, geometry.WRONG_TYPE),
		({"type": "Topology", "objects": {}}, geometry.WRONG_TYPE),
		(collection(polygon(square()), {"type": "Point", "coordinates": [9.2, 52.6]}), geometry.WRONG_TYPE),
		(polygon([[9.2], [9.3, 52.6], [9.3, 52.7], [9.2]]), geometry.BROKEN_POSITION),
		(polygon([["9.2", "52.6"], *square()[1:]]), geometry.BROKEN_POSITION),
		(polygon([[True, 52.6], *square()[1:]]), geometry.BROKEN_POSITION),
		(
			'{"type": "Polygon", "coordinates": [[[NaN, 52.6], [9, 52], [9, 53], [NaN, 52.6]]]}',
			geometry.BROKEN_POSITION,
		),
		('{"type": "Polygon", "coordinates": [[[1e999, 52.6], [9, 52], [9, 53]]]}', geometry.BROKEN_POSITION),
		(polygon([[10**400, 52.6], *square()[1:]]), geometry.BROKEN_POSITION),
		(polygon([[512_345.6, 5_832_100.2], *square()[1:]]), geometry.NOT_DEGREES),
		(polygon([point[::-1] for point in square()]), geometry.SWAPPED),
		(polygon(square(west=-9.2)), geometry.OUTSIDE),
		(polygon(square(south=41.9)), geometry.OUTSIDE),
		(polygon([]), geometry.TOO_FEW),
		(polygon([[9.2, 52.6], [9.3, 52.6], [9.2, 52.6]]), geometry.TOO_FEW),
		(polygon([[9.2, 52.6]] * 5), geometry.TOO_FEW),
		(polygon(square()[:-1]), geometry.NOT_CLOSED),
		(polygon(BOW), geometry.CROSSES_ITSELF),
		(polygon(SPIKE), geometry.CROSSES_ITSELF),
		(polygon(EIGHT), geometry.CROSSES_ITSELF),
		(polygon(square(), square(west=9.5)), geometry.HOLE_OUTSIDE),
		(polygon(square(), square(west=WEST + WIDTH / 2)), geometry.HOLE_OUTSIDE),
		(polygon(square(), BOW), geometry.CROSSES_ITSELF),
		(collection(polygon(square()), polygon(square())), geometry.PARTS_OVERLAP),
		(
			collection(polygon(square()), polygon(square(west=WEST + WIDTH / 2, south=SOUTH + 0.001))),
			geometry.PARTS_OVERLAP,
		),
		(
			collection(polygon(square()), polygon(square(WEST + 0.001, SOUTH + 0.001, 0.001, 0.001))),
			geometry.PARTS_OVERLAP,
		),
		(
			collection(polygon(square(WEST + 0.001, SOUTH + 0.001, 0.001, 0.001)), polygon(square())),
			geometry.PARTS_OVERLAP,
		),
	],
)
def test_what_is_no_boundary_is_refused(shape, message):
	assert message_of(shape) == message


def test_a_huge_file_is_refused_before_it_is_read():
	assert message_of("[" * (geometry.MAX_CHARACTERS + 1)) == geometry.TOO_LARGE


def circle(corners: int) -> list[list[float]]:
	"""A ring of many corners."""
	points = [
		[9.2 + 0.01 * math.cos(2 * math.pi * step / corners), 52.6 + 0.01 * math.sin(2 * math.pi * step / corners)]
		for step in range(corners)
	]
	return [*points, points[0]]


def test_a_detailed_boundary_is_taken_up_to_the_limit():
	assert message_of(polygon(circle(geometry.MAX_POSITIONS - 1))) is None
	assert message_of(polygon(circle(geometry.MAX_POSITIONS))) == geometry.TOO_DETAILED


def test_neighbouring_parts_may_share_a_border():
	boundary, problem = read_boundary(collection(polygon(square()), polygon(square(west=WEST + WIDTH))))
	assert problem is None and len(boundary.polygons) == 2


def test_a_square_kilometre_has_a_hundred_hectares():
	"""Against the radii of curvature at this latitude, computed in another way."""
	latitude, e2, a = math.radians(SOUTH + HEIGHT / 2), 0.00669437999014, 6_378_137.0
	meridian = a * (1 - e2) / (1 - e2 * math.sin(latitude) ** 2) ** 1.5
	normal = a / math.sqrt(1 - e2 * math.sin(latitude) ** 2)
	expected = math.radians(WIDTH) * normal * math.cos(latitude) * math.radians(HEIGHT) * meridian / 10_000
	assert 99 < expected < 101
	assert read_boundary(polygon(square()))[0].hectares == pytest.approx(expected, abs=0.06)


def test_a_hole_is_taken_off():
	hole = square(WEST + 0.002, SOUTH + 0.002, WIDTH / 2, HEIGHT / 2)
	whole, problem = read_boundary(polygon(square(), hole))
	assert problem is None
	assert whole.hectares == pytest.approx(read_boundary(polygon(square()))[0].hectares * 0.75, rel=0.002)


STEPS = st.integers(min_value=1, max_value=400)


@given(STEPS, STEPS, STEPS, STEPS)
def test_rectangles_are_right_and_split_without_loss(x: int, y: int, wide: int, high: int):
	west, south = round(9 + x / 1000, 7), round(52 + y / 1000, 7)
	width, height = round(wide / 500, 7), round(high / 500, 7)
	whole, problem = read_boundary(polygon(square(west, south, width, height)))
	assert problem is None
	left = read_boundary(polygon(square(west, south, width / 2, height)))[0]
	right = read_boundary(polygon(square(west + width / 2, south, width / 2, height)))[0]
	assert left.hectares + right.hectares == pytest.approx(whole.hectares, abs=0.3)
	assert read_boundary(polygon(square(west, south, width, height)[::-1]))[0].hectares == whole.hectares


POINTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=3, max_size=9, unique=True)


def crosses(ring: list[tuple[int, int]]) -> bool:
	"""Whether edges of a closed ring meet elsewhere than at their common corner, found by solving for it."""
	edges = list(zip(ring, [*ring[1:], ring[0]], strict=True))
	for one in range(len(edges)):
		for other in range(one + 1, len(edges)):
			(ax, ay), (bx, by) = edges[one]
			(cx, cy), (dx, dy) = edges[other]
			r, s = (bx - ax, by - ay), (dx - cx, dy - cy)
			cross = r[0] * s[1] - r[1] * s[0]
			common = {edges[one][0], edges[one][1]} & {edges[other][0], edges[other][1]}
			if cross:
				t = Fraction((cx - ax) * s[1] - (cy - ay) * s[0], cross)
				u = Fraction((cx - ax) * r[1] - (cy - ay) * r[0], cross)
				if 0 <= t <= 1 and 0 <= u <= 1 and not common:
					return True
			elif (cx - ax) * r[1] == (cy - ay) * r[0]:
				length = r[0] ** 2 + r[1] ** 2
				ends = sorted(Fraction((x - ax) * r[0] + (y - ay) * r[1], length) for x, y in edges[other])
				low, high = max(ends[0], 0), min(ends[1], 1)
				if low < high or (low == high and not common):
					return True
	return False


@given(POINTS)
def test_crossings_are_found_exactly(points: list[tuple[int, int]]):
	ring = [[9 + x / 100, 52 + y / 100] for x, y in points]
	found = message_of(polygon([*ring, ring[0]])) == geometry.CROSSES_ITSELF
	assert found == crosses(points)


@given(
	st.recursive(
		st.none() | st.booleans() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=4)
	)
)
def test_no_coordinates_make_it_stumble(coordinates):
	for kind in ("Polygon", "MultiPolygon"):
		_boundary, problem = read_boundary({"type": kind, "coordinates": coordinates})
		assert problem is not None or coordinates == []


def test_corners_enclose_all_boundaries():
	first, second = read_boundary(polygon(square()))[0], read_boundary(polygon(square(west=10.0)))[0]
	assert geometry.corners([first, second]) == [WEST, SOUTH, 10.0 + WIDTH, SOUTH + HEIGHT]
	assert geometry.corners([]) is None
