"""Programme areas: their boundaries on a map, their overview (F6), and the gap view (F7)."""

import json
from typing import Any

import frappe
from frappe.utils import getdate

from upj_kooperation.domain.geometry import corners
from upj_kooperation.domain.geometry import read_boundary as read
from upj_kooperation.domain.programme_area import programme_line
from upj_kooperation.permissions import own_municipalities
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations import figures, gaps

# More outlines than a map can show; the list's filters choose among them.
MAX_AREAS = 500


@frappe.whitelist(methods=["POST"])
def read_boundary(content: str) -> dict[str, Any]:
	"""Check a GeoJSON file for the form and return {geometry, hectares}: the outline as it would be stored.

	Raises ValidationError in words, PermissionError for users who may not change programme areas. Nothing is stored.
	"""
	frappe.has_permission("Programme Area", "write", throw=True)
	boundary, problem = read(content)
	refuse(problem)
	return {"geometry": boundary.geojson if boundary.polygons else None, "hectares": boundary.hectares}


@frappe.whitelist(methods=["GET", "POST"])
def areas_on_map(
	doctype: str = "Programme Area", filters: str | list = "[]", type: str | None = None
) -> dict[str, Any]:
	"""Return the outlines of the programme areas that the user may see, for the list's map view.

	The arguments are those of Frappe's map view; filters: those of the list. The answer is a FeatureCollection with
	`corners` (west, south, east, north in degrees, or None) and `background` ({map_tiles, map_attribution}).
	"""
	areas = frappe.get_list(
		"Programme Area",
		filters=[["geometry", "is", "set"], *(frappe.parse_json(filters) or [])],
		fields=["name", "area_name", "status", "geometry"],
		order_by="modified desc",
		limit=MAX_AREAS,
	)
	boundaries = [read(area.geometry)[0] for area in areas]
	features = [
		{**feature, "properties": {"name": area.name, "title": area.area_name, "status": area.status}}
		for area, boundary in zip(areas, boundaries, strict=True)
		for feature in json.loads(boundary.geojson)["features"]
	]
	return {
		"type": "FeatureCollection",
		"features": features,
		"corners": corners(boundaries),
		"background": _background(),
	}


def _background() -> dict[str, str]:
	rows = frappe.get_all(
		"Municipality",
		filters={"name": ["in", own_municipalities()], "map_tiles": ["is", "set"]},
		fields=["map_tiles", "map_attribution"],
		order_by="name asc",
		limit=1,
	)
	return rows[0] if rows else {}


@frappe.whitelist(methods=["GET"])
def gap_view(programme_area: str) -> list[dict]:
	"""Return how each field of action is covered in a programme area, the gaps first.

	Each: {field_of_action, working_groups, projects, partners, stakeholders, last_activity, last_kind, missing, status,
	symbol, urls}. `missing` names what is not there (Working Group, Cooperation Project, Partner), `status` is Gap,
	Partly Covered or Covered, `urls` has the lists behind the numbers and behind `last_activity`.
	"""
	frappe.get_doc("Programme Area", programme_area).check_permission("read")
	return gaps.as_rows(programme_area)


@frappe.whitelist(methods=["GET"])
def overview(programme_area: str) -> dict[str, Any]:
	"""Return what the form shows of an area at a glance: {programmes, sections, gaps}.

	programmes: [{programme, start, end, current}] in the order of time, an empty name for days without one; sections:
	figures with the lists behind them, as far as the user may read them; gaps: as `gap_view` returns them.
	"""
	area = frappe.get_doc("Programme Area", programme_area)
	area.check_permission("read")
	return {
		"programmes": [stretch._asdict() for stretch in programme_line(area.programme_periods(), getdate())],
		"sections": figures.overview(programme_area),
		"gaps": gaps.as_rows(programme_area),
	}
