"""The boundary of a programme area: GeoJSON polygons in degrees (WGS 84), checked exactly, and their area (F6).

Positions are whole numbers of 1e-7 degrees (about a centimetre), so that crossings are found without rounding. Source
of the format: RFC 7946 (longitude before latitude, rings closed). Of two parts that overlap, those are found whose
edges cross, that are equal, or of which one lies in the other.
"""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise
from typing import Any, NamedTuple

from upj_kooperation.domain.values import Problem

MAX_CHARACTERS = 1_000_000
MAX_POSITIONS = 2_000
# Germany with a margin, in degrees: west, south, east, north.
BOUNDS = (5.5, 47.0, 15.5, 55.2)
SCALE = 10_000_000

TOO_LARGE = (
	"The boundary is too large: {0} characters, at most {1} are taken. Leave only the outline of the area in it."
)
TOO_DETAILED = "The boundary has {0} points, at most {1} are taken. Simplify it first, for example with QGIS."
NOT_GEOJSON = "The boundary is no GeoJSON. Export the outline of the area as GeoJSON, for example from QGIS."
NO_SHAPE = "The boundary holds no outline. Draw one, or upload a file with a polygon."
WRONG_TYPE = (
	"The boundary holds a shape of the type {0}. An area is a Polygon or a MultiPolygon; remove everything else."
)
BROKEN_POSITION = (
	"The boundary, ring {0}: each point must be a pair of numbers, first the longitude, then the latitude."
)
NOT_DEGREES = "The boundary, ring {0}: {1} / {2} are no degrees. Export in WGS 84 (EPSG:4326), not in UTM."
SWAPPED = "The boundary, ring {0}: longitude and latitude are swapped. GeoJSON puts the longitude first."
OUTSIDE = "The boundary, ring {0}: the point {1} / {2} (longitude / latitude) does not lie in Germany."
TOO_FEW = (
	"The boundary, ring {0}: an outline needs at least three different points and its first point again at the end."
)
NOT_CLOSED = "The boundary, ring {0}: the outline is not closed. Its last point must be its first one."
CROSSES_ITSELF = "The boundary, ring {0}: the outline crosses or touches itself near {1} / {2} (longitude / latitude)."
NO_AREA = "The boundary, ring {0}: the outline encloses no area."
HOLE_OUTSIDE = "The boundary, ring {0}: this hole does not lie within the outline that it belongs to."
PARTS_OVERLAP = "The boundary: parts {0} and {1} overlap. Join them into one outline."

MESSAGES = (
	TOO_LARGE,
	TOO_DETAILED,
	NOT_GEOJSON,
	NO_SHAPE,
	WRONG_TYPE,
	BROKEN_POSITION,
	NOT_DEGREES,
	SWAPPED,
	OUTSIDE,
	TOO_FEW,
	NOT_CLOSED,
	CROSSES_ITSELF,
	NO_AREA,
	HOLE_OUTSIDE,
	PARTS_OVERLAP,
)


class Position(NamedTuple):
	"""A point: longitude and latitude in 1e-7 degrees."""

	x: int
	y: int


Ring = tuple[Position, ...]


class Polygon(NamedTuple):
	"""An outline and its holes; rings are closed (the last position is the first one)."""

	outline: Ring
	holes: tuple[Ring, ...] = ()

	@property
	def rings(self) -> tuple[Ring, ...]:
		"""All rings, the outline first."""
		return (self.outline, *self.holes)


@dataclass(frozen=True)
class Boundary:
	"""A boundary that is right; without polygons it is empty."""

	polygons: tuple[Polygon, ...] = ()

	@property
	def geojson(self) -> str:
		"""The boundary as the one form that is stored: a FeatureCollection with a Polygon for each part."""
		features = [
			{
				"type": "Feature",
				"properties": {},
				"geometry": {
					"type": "Polygon",
					"coordinates": [[[point.x / SCALE, point.y / SCALE] for point in ring] for ring in polygon.rings],
				},
			}
			for polygon in self.polygons
		]
		return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))

	@property
	def hectares(self) -> float:
		"""The area in hectares, holes taken off, to the tenth."""
		square_metres = sum(
			_square_metres(polygon.outline) - sum(_square_metres(hole) for hole in polygon.holes)
			for polygon in self.polygons
		)
		return round(square_metres / 10_000, 1)


class _Refused(Exception):
	"""Carries the problem out of the reading."""

	def __init__(self, message: str, *values: Any) -> None:
		super().__init__(message)
		self.problem = Problem(message, values)


def read_boundary(content: str | dict | None) -> tuple[Boundary, Problem | None]:
	"""Return the boundary in a GeoJSON text or object, and what is wrong with it, or None.

	Takes a FeatureCollection, a Feature, a Polygon or a MultiPolygon; heights and properties are dropped. Nothing, or
	a collection without features, is an empty boundary. With a problem the boundary is empty.
	"""
	try:
		return Boundary(tuple(_read(content))), None
	except _Refused as refused:
		return Boundary(), refused.problem


def _read(content: str | dict | None) -> list[Polygon]:
	if content in (None, ""):
		return []
	if isinstance(content, str) and len(content) > MAX_CHARACTERS:
		raise _Refused(TOO_LARGE, len(content), MAX_CHARACTERS)
	try:
		shape = json.loads(content) if isinstance(content, str) else content
	except (ValueError, RecursionError):
		raise _Refused(NOT_GEOJSON) from None
	raw = list(_polygons_in(shape))
	count = sum(len(ring) for polygon in raw for ring in polygon)
	if count > MAX_POSITIONS:
		raise _Refused(TOO_DETAILED, count, MAX_POSITIONS)
	numbers = iter(range(1, count + 1))
	polygons = [_check_polygon(polygon, numbers) for polygon in raw]
	for (number, one), (other_number, other) in combinations(enumerate(polygons, start=1), 2):
		if _overlap(one.outline, other.outline):
			raise _Refused(PARTS_OVERLAP, number, other_number)
	return polygons


def _polygons_in(shape: Any) -> Iterator[list]:
	"""Yield the raw coordinates of each polygon: lists of lists of what should be positions."""
	if not isinstance(shape, dict) or not isinstance(shape.get("type"), str):
		raise _Refused(NOT_GEOJSON)
	kind = shape["type"]
	if kind == "FeatureCollection":
		for feature in _list(shape.get("features")):
			if not isinstance(feature, dict) or feature.get("type") != "Feature":
				raise _Refused(NOT_GEOJSON)
			yield from _polygons_in(feature)
	elif kind == "Feature":
		if shape.get("geometry") is None:
			raise _Refused(NO_SHAPE)
		yield from _polygons_in(shape["geometry"])
	elif kind == "Polygon":
		yield _rings(shape.get("coordinates"))
	elif kind == "MultiPolygon":
		for coordinates in _list(shape.get("coordinates")):
			yield _rings(coordinates)
	else:
		raise _Refused(WRONG_TYPE, kind[:40])


def _rings(coordinates: Any) -> list[list]:
	rings = [_list(ring) for ring in _list(coordinates)]
	if not rings:
		raise _Refused(NO_SHAPE)
	return rings


def _list(value: Any) -> list:
	if not isinstance(value, list):
		raise _Refused(NOT_GEOJSON)
	return value


def _check_polygon(rings: list[list], numbers: Iterator[int]) -> Polygon:
	numbered = [(next(numbers, 1), ring) for ring in rings]
	outline, *holes = [_check_ring(ring, number) for number, ring in numbered]
	for (number, _raw), hole in zip(numbered[1:], holes, strict=True):
		if _cross(hole, outline) or not all(_side(point, outline) >= 0 for point in hole):
			raise _Refused(HOLE_OUTSIDE, number)
	return Polygon(outline, tuple(holes))


def _check_ring(raw: list, number: int) -> Ring:
	positions = [_position(point, number) for point in raw]
	if len(positions) < 3:
		raise _Refused(TOO_FEW, number)
	if positions[0] != positions[-1]:
		raise _Refused(NOT_CLOSED, number)
	ring = tuple(point for index, point in enumerate(positions) if index == 0 or point != positions[index - 1])
	if len(set(ring)) < 3:
		raise _Refused(TOO_FEW, number)
	if touching := _touches_itself(ring):
		raise _Refused(CROSSES_ITSELF, number, *_shown(touching))
	if not sum(one.x * other.y - other.x * one.y for one, other in pairwise(ring)):
		raise _Refused(NO_AREA, number)
	return ring


def _position(point: Any, number: int) -> Position:
	if (
		not isinstance(point, list)
		or not 2 <= len(point) <= 4
		or any(isinstance(part, bool) or not isinstance(part, int | float) for part in point)
		or not all(abs(part) < 1e300 for part in point)
	):
		raise _Refused(BROKEN_POSITION, number)
	longitude, latitude = point[:2]
	if not _in_germany(longitude, latitude):
		if _in_germany(latitude, longitude):
			raise _Refused(SWAPPED, number)
		shown = _number(longitude), _number(latitude)
		raise _Refused(OUTSIDE if abs(longitude) <= 180 and abs(latitude) <= 90 else NOT_DEGREES, number, *shown)
	return Position(round(longitude * SCALE), round(latitude * SCALE))


def _in_germany(longitude: float, latitude: float) -> bool:
	west, south, east, north = BOUNDS
	return west <= longitude <= east and south <= latitude <= north


def _number(value: float) -> str:
	return f"{value:.5f}".rstrip("0").rstrip(".") if abs(value) < 1e9 else f"{value:.3g}"


def _shown(point: Position) -> tuple[str, str]:
	return _number(point.x / SCALE), _number(point.y / SCALE)


def _turn(one: Position, two: Position, three: Position) -> int:
	"""Return 1 for a turn to the left on the way over three positions, -1 to the right, 0 for none."""
	product = (two.x - one.x) * (three.y - one.y) - (two.y - one.y) * (three.x - one.x)
	return (product > 0) - (product < 0)


def _between(point: Position, one: Position, two: Position) -> bool:
	"""Say whether a position that lies on the line through two others lies between them or is one of them."""
	return min(one.x, two.x) <= point.x <= max(one.x, two.x) and min(one.y, two.y) <= point.y <= max(one.y, two.y)


def _turns(one: tuple[Position, Position], other: tuple[Position, Position]) -> tuple[int, int, int, int]:
	return _turn(*one, other[0]), _turn(*one, other[1]), _turn(*other, one[0]), _turn(*other, one[1])


def _share_a_point(one: tuple[Position, Position], other: tuple[Position, Position]) -> Position | None:
	"""Return a corner near which two edges meet, or None."""
	turns = _turns(one, other)
	if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
		return one[1]
	corners = (other[0], one), (other[1], one), (one[0], other), (one[1], other)
	met = (point for turn, (point, edge) in zip(turns, corners, strict=True) if turn == 0 and _between(point, *edge))
	return next(met, None)


def _near_pairs(edges: Sequence[tuple[Position, Position]]) -> Iterator[tuple[int, int]]:
	"""Yield the indexes of edges whose extents overlap: from west to east, so that most pairs are never looked at."""
	order = sorted(range(len(edges)), key=lambda index: min(edges[index][0].x, edges[index][1].x))
	for place, first in enumerate(order):
		one, two = edges[first]
		east, south, north = max(one.x, two.x), min(one.y, two.y), max(one.y, two.y)
		for second in order[place + 1 :]:
			three, four = edges[second]
			if min(three.x, four.x) > east:
				break
			if min(three.y, four.y) <= north and max(three.y, four.y) >= south:
				yield first, second


def _touches_itself(ring: Ring) -> Position | None:
	"""Return a corner near which a ring crosses or touches itself, or None."""
	edges = list(pairwise(ring))
	for first, second in _near_pairs(edges):
		one, other = sorted((first, second))
		neighbours = other - one == 1 or (one, other) == (0, len(edges) - 1)
		if not neighbours:
			if met := _share_a_point(edges[one], edges[other]):
				return met
			continue
		before, corner, after = (*edges[one], edges[other][1]) if other - one == 1 else (*edges[other], edges[one][1])
		# Going back on the own way: the one end lies on the other edge.
		if not _turn(before, corner, after) and (_between(after, before, corner) or _between(before, corner, after)):
			return corner
	return None


def _cross(one: Ring, other: Ring) -> bool:
	"""Say whether an edge of one ring runs through an edge of the other; to touch is not to cross."""
	edges = [*pairwise(one), *pairwise(other)]
	first_of_other = len(one) - 1
	for first, second in _near_pairs(edges):
		if (first < first_of_other) != (second < first_of_other):
			turns = _turns(edges[first], edges[second])
			if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
				return True
	return False


def _side(point: Position, ring: Ring) -> int:
	"""Return 1 for a position within a ring, 0 for one on it, -1 for one outside."""
	inside = False
	for one, two in pairwise(ring):
		turn = _turn(one, two, point)
		if not turn and _between(point, one, two):
			return 0
		if (one.y > point.y) != (two.y > point.y) and (turn > 0) == (two.y > one.y):
			inside = not inside
	return 1 if inside else -1


def _overlap(one: Ring, other: Ring) -> bool:
	if set(one) == set(other) or _cross(one, other):
		return True
	return _lies_in(one, other) or _lies_in(other, one)


def _lies_in(one: Ring, other: Ring) -> bool:
	return any(_side(point, other) == 1 for point in one)


def _square_metres(ring: Ring) -> float:
	"""Return the area of a ring on the ellipsoid, through the sphere of the same surface (authalic latitudes)."""
	corners = [(math.radians(point.x / SCALE), _authalic_sine(math.radians(point.y / SCALE))) for point in ring]
	doubled = sum((other[0] - one[0]) * (other[1] + one[1]) for one, other in pairwise(corners))
	return abs(doubled) / 2 * AUTHALIC_RADIUS**2


# WGS 84: eccentricity, and the radius in metres of the sphere with the same surface.
ECCENTRICITY = 0.0818191908426215
AUTHALIC_RADIUS = 6_371_007.1809


def _authalic_sine(latitude: float) -> float:
	return _zone(math.sin(latitude)) / _zone(1.0)


def _zone(sine: float) -> float:
	part = ECCENTRICITY * sine
	return (1 - ECCENTRICITY**2) * (sine / (1 - part**2) + math.atanh(part) / ECCENTRICITY)


def corners(boundaries: Iterable[Boundary]) -> list[float] | None:
	"""Return west, south, east and north of boundaries in degrees, or None where there is nothing."""
	points = list(chain.from_iterable(polygon.outline for one in boundaries for polygon in one.polygons))
	if not points:
		return None
	xs, ys = [point.x for point in points], [point.y for point in points]
	return [edge / SCALE for edge in (min(xs), min(ys), max(xs), max(ys))]
