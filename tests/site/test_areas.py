"""Programme areas on a real site: boundaries, the map behind the fence, the overview and its lists."""

import json
from urllib.parse import parse_qsl, urlsplit

import frappe
import pytest
from access_table import FENCED
from entry_points import call
from factories import (
	NIENBURG,
	ensure_area,
	ensure_field_of_action,
	ensure_municipality,
	ensure_user,
	make,
	make_cooperation_project,
	make_mandate,
	make_session,
	make_stakeholder,
	make_working_group,
)
from frappe.utils import getdate
from queries import queries_of
from valid_records import valid_values

from upj_kooperation.cooperation.report.project_partners import project_partners

MANAGER = "quartier@nienburg.example"


def outline(west: float = 9.2, south: float = 52.64) -> dict:
	"""A square of about a kilometre each way as a file from a geographic information system; no real boundary."""
	ring = [[west, south], [west + 0.0148, south], [west + 0.0148, south + 0.009], [west, south + 0.009], [west, south]]
	geometry = {"type": "MultiPolygon", "coordinates": [[ring]]}
	return {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": geometry}]}


BOW = {"type": "Polygon", "coordinates": [[[9.2, 52.6], [9.3, 52.7], [9.3, 52.6], [9.2, 52.7], [9.2, 52.6]]]}
OPEN = {"type": "Polygon", "coordinates": [[[9.2, 52.6], [9.3, 52.7], [9.3, 52.6], [9.2, 52.7]]]}
TURNED = {"type": "Polygon", "coordinates": [[[52.6, 9.2], [52.6, 9.3], [52.7, 9.3], [52.6, 9.2]]]}
POINT = {"type": "Point", "coordinates": [9.2, 52.6]}
WRONG = [(BOW, "crosses or touches itself"), (OPEN, "not closed"), (TURNED, "are swapped"), (POINT, "type Point")]


def collected(geometry: dict) -> str:
	"""The one form that the field takes."""
	feature = {"type": "Feature", "properties": {}, "geometry": geometry}
	return json.dumps({"type": "FeatureCollection", "features": [feature]})


@pytest.fixture(autouse=True)
def nienburg():
	"""The site's own municipality, and its relationship manager."""
	ensure_municipality()
	ensure_user(MANAGER, "Cooperation Manager", municipalities=(NIENBURG,))


@pytest.mark.parametrize(("geometry", "message"), WRONG)
def test_a_wrong_boundary_is_refused_in_words_by_every_entry(geometry, message):
	area = ensure_area()
	frappe.set_user(MANAGER)
	doc = {**area.as_dict(convert_dates_to_str=True), "geometry": collected(geometry)}
	for save in (
		lambda: call("frappe.desk.form.save.savedocs", doc=frappe.as_json(doc), action="Save"),
		lambda: call("frappe.client.set_value", doctype=area.doctype, name=area.name, fieldname=doc),
		lambda: call("upj_kooperation.api.areas.read_boundary", content=json.dumps(geometry)),
	):
		with pytest.raises(frappe.ValidationError, match=message):
			save()
	assert frappe.db.get_value(area.doctype, area.name, "geometry") is None


def test_a_boundary_is_kept_in_one_form_and_measured():
	area = ensure_area()
	area.geometry = json.dumps(outline())
	area.save()
	area.reload()
	[feature] = json.loads(area.geometry)["features"]
	assert feature["geometry"]["type"] == "Polygon"
	assert area.boundary_hectares == pytest.approx(100, abs=1)
	assert not area.hectares
	area.geometry = json.dumps({"type": "FeatureCollection", "features": []})
	area.save()
	area.reload()
	assert (area.geometry, area.boundary_hectares) == (None, 0)


def test_a_file_is_read_for_those_who_may_change_areas():
	auditor = ensure_user("pruefung@nienburg.example", "Cooperation Auditor")
	frappe.set_user(MANAGER)
	answer = call("upj_kooperation.api.areas.read_boundary", content=json.dumps(outline()))
	assert answer["hectares"] == pytest.approx(100, abs=1)
	assert json.loads(answer["geometry"])["features"]
	with pytest.raises(frappe.ValidationError, match="no GeoJSON"):
		call("upj_kooperation.api.areas.read_boundary", content="PK\x03\x04 kein GeoJSON")
	frappe.set_user(auditor)
	with pytest.raises(frappe.PermissionError):
		call("upj_kooperation.api.areas.read_boundary", content=json.dumps(outline()))


def test_the_map_shows_the_areas_of_the_own_town():
	ensure_municipality("05315000", "Köln")
	for town, name, west in ((NIENBURG, "Nordertor", 9.2), ("05315000", "Mülheim", 7.0)):
		area = ensure_area(town, name)
		area.geometry = json.dumps(outline(west))
		area.save()
	ensure_area(name="Südvorstadt")
	everything = call("upj_kooperation.api.areas.areas_on_map", filters="[]")
	assert {feature["properties"]["title"] for feature in everything["features"]} == {"Nordertor", "Mülheim"}
	frappe.set_user(MANAGER)
	own = call("upj_kooperation.api.areas.areas_on_map", filters="[]")
	assert [feature["properties"]["title"] for feature in own["features"]] == ["Nordertor"]
	assert own["corners"] == [9.2, 52.64, 9.2148, 52.649]
	assert own["background"] == {}
	ended = call("upj_kooperation.api.areas.areas_on_map", filters='[["Programme Area", "status", "=", "Ended"]]')
	assert (ended["features"], ended["corners"]) == ([], None)
	few = queries_of(lambda: call("upj_kooperation.api.areas.areas_on_map", filters="[]"))
	assert len(few) <= 4


def test_only_the_administration_names_the_server_for_the_maps():
	address = "https://karten.nienburg.example/{z}/{x}/{y}.png"
	town = ensure_municipality()
	with pytest.raises(frappe.ValidationError, match="address of the map tiles"):
		town.update({"map_tiles": "karten.nienburg.example"}).save()
	town.reload().update({"map_tiles": address, "map_attribution": "Stadt Nienburg"}).save()
	assert call("upj_kooperation.api.areas.areas_on_map")["background"]["map_tiles"] == address
	frappe.set_user(MANAGER)
	town = frappe.get_doc("Municipality", NIENBURG)
	with pytest.raises(frappe.PermissionError, match="Programme Office"):
		town.update({"map_tiles": "https://fremd.example/{z}/{x}/{y}.png"}).save()


def figures_of(area: str) -> dict[str, dict]:
	"""The figures of an area's overview by label."""
	answer = call("upj_kooperation.api.areas.overview", "GET", programme_area=area)
	return {figure["label"]: figure for section in answer["sections"] for figure in section["figures"]}


@pytest.fixture
def lively():
	"""Nordertor with a bit of everything: groups, meetings, stakeholders, a project, a gift, sessions."""
	area = ensure_area()
	area.append("programmes", {"programme": "Sozialer Zusammenhalt", "from_date": "2020-01-01"})
	area.save()
	group = make_working_group("Soziales", area, founded_on="2015-09-01")
	make_working_group("Jugend", area)
	theme = ensure_field_of_action("Lokale Ökonomie")
	themes = [{"field_of_action": theme}, {"field_of_action": "Soziales"}]
	bakery = make_stakeholder(
		programme_areas=[{"programme_area": area.name}],
		fields_of_action=themes,
		next_step="Anrufen",
		next_step_date="2016-07-01",
	)
	make_stakeholder(
		"Schule Weserblick (erfunden)", actor_type="School", programme_areas=[{"programme_area": area.name}]
	)
	make_stakeholder("Anderswo (erfunden)", fields_of_action=themes)
	make(
		"Working Group Meeting",
		working_group=group.name,
		meeting_date="2016-06-14",
		status="Held",
		attendance=[{"person_name": "Erika Beispiel (erfunden)", "sector": "Other"}],
		minutes="<p>Fest</p>",
		next_steps=[{"step": "Stand bestellen", "responsible": "Administrator", "due_date": "2016-07-01"}],
	)
	make_cooperation_project(
		partners=[{"stakeholder": bakery.name, "contribution_value": 150, "contribution_hours": 12.5}],
		start_date="2016-10-04",
	)
	mandate = make_mandate(ensure_user("beratung@agentur.example", "Cooperation Adviser"), programme_area=area.name)
	make_session(mandate.name, status="Held")
	gift = make("Sponsorship", **valid_values("Sponsorship", stakeholder=bakery.name, programme_area=area.name))
	gift.db_set(
		{"decision": "Accepted", "received_amount": 500, "received_on": "2016-10-01", "programme_area": area.name}
	)
	return area


def rows_behind(url: str) -> int:
	"""How many rows the list at an address shows, asked as the desk asks."""
	address = urlsplit(url)
	doctype = next(
		name
		for name in FENCED
		if frappe.scrub(name).replace("_", "-") == address.path.removeprefix("/app/").split("/")[0]
	)
	filters = []
	for key, value in parse_qsl(address.query, keep_blank_values=True):
		table, _dot, field = key.rpartition(".")
		operator, wanted = json.loads(value) if value.startswith("[") else ("=", value)
		filters.append([table or doctype, field, operator, wanted])
	return len(frappe.get_list(doctype, filters=filters, pluck="name", order_by="name asc", distinct=True, limit=0))


def test_the_overview_shows_everything_with_the_list_behind_it(lively):
	figures = figures_of(lively.name)
	values = {label: figure["value"] for label, figure in figures.items()}
	assert values == {
		"Next Steps with Stakeholders": 1,
		"Overdue with Stakeholders": 1,
		"Next Steps from Meetings": 1,
		"Next Steps from Sessions": 0,
		"Active Working Groups": 2,
		"Dormant Working Groups": 0,
		"Meetings Held in 12 Months": 0,
		"Planned Meetings": 0,
		"Company": 1,
		"School": 1,
		"Idea": 1,
		"Contributions of Partners": 150,
		"Hours of Partners": 12.5,
		"Gifts and Sponsoring Accepted": 500,
		"Of it Received": 500,
		"Given Hours": 0,
		"Sessions Held": 1,
		"Hours of Advice": 2.5,
		"Planned Sessions": 0,
	}
	counted = [figure for figure in figures.values() if figure["fieldtype"] == "Int" and "/view/list" in figure["url"]]
	assert len(counted) >= 10
	for figure in counted:
		assert rows_behind(figure["url"]) == figure["value"], figure


def test_the_overview_tells_the_programmes_in_order(lively):
	answer = call("upj_kooperation.api.areas.overview", "GET", programme_area=lively.name)
	names = [(row["programme"], row["current"]) for row in answer["programmes"]]
	assert names == [("Soziale Stadt", False), ("Sozialer Zusammenhalt", True)]


def test_an_adviser_sees_the_area_without_the_lists_of_the_town(lively):
	frappe.set_user("beratung@agentur.example")
	assert set(figures_of(lively.name)) == {
		"Next Steps from Sessions",
		"Sessions Held",
		"Hours of Advice",
		"Planned Sessions",
	}
	rows = call("upj_kooperation.api.areas.gap_view", "GET", programme_area=lively.name)
	assert not any(row["urls"]["stakeholders"] or row["urls"]["projects"] for row in rows)


def test_each_cell_of_the_gap_view_opens_what_it_counts(lively):
	frappe.set_user(MANAGER)
	rows = {
		row["field_of_action"]: row
		for row in call("upj_kooperation.api.areas.gap_view", "GET", programme_area=lively.name)
	}
	assert (rows["Soziales"]["last_activity"], rows["Soziales"]["last_kind"]) == (getdate(), "Stakeholder")
	for row in rows.values():
		for column in ("working_groups", "projects", "stakeholders"):
			assert rows_behind(row["urls"][column]) == row[column], row
		if row["last_activity"]:
			assert rows_behind(row["urls"]["last_activity"]) >= 1, row
	economy = rows["Lokale Ökonomie"]
	assert (economy["status"], economy["symbol"], economy["missing"]) == ("Partly Covered", "◐", ["Working Group"])
	filters = dict(parse_qsl(urlsplit(economy["urls"]["partners"]).query))
	assert len(project_partners.get_data(filters)) == economy["partners"] == 1


def test_overview_and_gap_view_cost_the_same_for_any_number_of_records(lively):
	few = queries_of(lambda: call("upj_kooperation.api.areas.overview", "GET", programme_area=lively.name))
	theme = ensure_field_of_action("Kultur")
	for number in range(4):
		stakeholder = make_stakeholder(
			f"Verein {number} (erfunden)",
			actor_type="Nonprofit",
			programme_areas=[{"programme_area": lively.name}],
			fields_of_action=[{"field_of_action": theme}],
		)
		make_cooperation_project(project_title=f"Vorhaben {number}", partners=[{"stakeholder": stakeholder.name}])
		make_working_group(theme, lively)
	many = queries_of(lambda: call("upj_kooperation.api.areas.overview", "GET", programme_area=lively.name))
	assert len(many) == len(few)
