"""Municipalities, programme areas, working groups and the gap view on a real site."""

from datetime import date

import frappe
import pytest
from factories import (
	NIENBURG,
	ensure_area,
	ensure_field_of_action,
	ensure_municipality,
	ensure_user,
	make,
	make_stakeholder,
	make_working_group,
)
from frappe.model.workflow import apply_workflow
from frappe.utils import getdate
from queries import queries_of

from upj_kooperation.api.areas import gap_view
from upj_kooperation.domain.municipality import CITY
from upj_kooperation.domain.working_days import day_off
from upj_kooperation.stakeholder_relations.lookups import working_calendar
from upj_kooperation.stakeholder_relations.report.field_of_action_gaps import field_of_action_gaps

GROUPS = ("Soziales", "Wohnumfeld", "Verkehr", "Jugend")


@pytest.fixture(autouse=True)
def nienburg():
	"""The site's own municipality."""
	return ensure_municipality()


def test_a_municipality_takes_land_and_size_class_from_key_and_inhabitants(nienburg):
	assert (nienburg.land, nienburg.size_class) == ("Niedersachsen", "Medium-sized Town")
	berlin = ensure_municipality("11000000", "Berlin", inhabitants=3_520_000)
	assert (berlin.land, berlin.size_class) == ("Berlin", CITY)


def test_a_printed_key_is_stored_without_blanks():
	assert ensure_municipality("05 3 15 000", "Köln").name == "05315000"


@pytest.mark.parametrize("ags", ["0325602", "032560220", "0325602X", "17256022", "00256022", "", None])
def test_a_wrong_key_is_refused_in_words(ags):
	with pytest.raises(frappe.ValidationError, match="AGS"):
		make("Municipality", ags=ags, municipality_name="Falsch")
	assert not frappe.db.exists("Municipality", {"municipality_name": "Falsch"})


def test_a_client_cannot_write_land_and_size_class(nienburg):
	nienburg.update({"land": "Bayern", "size_class": "Large City"}).save()
	assert (nienburg.reload() or nienburg).land == "Niedersachsen"


def test_the_budget_year_starts_in_a_month(nienburg):
	nienburg.budget_year_start = 13
	with pytest.raises(frappe.ValidationError, match="1 to 12"):
		nienburg.save()


def test_a_company_keeps_the_books_of_one_municipality(nienburg):
	nienburg.db_set("company", None)
	company = frappe.db.get_value("Company", {}, "name", order_by="creation asc")
	nienburg.reload()
	nienburg.update({"company": company}).save()
	with pytest.raises(frappe.UniqueValidationError, match="already keeps the books of another municipality"):
		make("Municipality", ags="05315000", municipality_name="Köln", company=company, is_own=1)


def test_a_manager_cannot_make_a_town_the_site_s_own():
	ensure_municipality("05315000", "Köln")
	frappe.set_user(ensure_user("koeln@stadt.example", "Cooperation Manager", municipalities=("05315000",)))
	koeln = frappe.get_doc("Municipality", "05315000")
	koeln.is_own = 1
	with pytest.raises(frappe.PermissionError, match="Programme Office"):
		koeln.save()


def test_an_area_answers_whether_it_was_active_on_a_day():
	area = ensure_area()
	assert area.was_active_on(getdate("2016-04-01"), "Soziale Stadt").active
	late = area.was_active_on(getdate("2020-01-01"))
	assert not late.active
	assert late.reason.message == "No programme of the area covers {0}."


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"start_date": "2016-01-02", "end_date": "2016-01-01"}, "before the start"),
		({"status": "Active", "start_date": None}, "needs its start date"),
		({"status": "Ended", "start_date": "2015-01-01"}, "needs the date when the programme ended"),
		({"status": "Active", "start_date": "2199-01-01"}, "Choose the status Planned"),
		({"programmes": [{"programme": "X", "from_date": "2016-01-02", "to_date": "2016-01-01"}]}, "before the start"),
		(
			{
				"programmes": [
					{"programme": "X", "from_date": "2016-01-01"},
					{"programme": "Y", "from_date": "2017-01-01"},
				]
			},
			"X and Y overlap",
		),
		({"geometry": '{"type": "Point", "coordinates": [9.2, 52.6]}'}, "GeoJSON"),
	],
)
def test_an_area_with_contradictions_is_refused_in_words(values, message):
	with pytest.raises(frappe.ValidationError, match=message):
		make("Programme Area", area_name="Falsch", municipality=NIENBURG, **values)
	assert not frappe.db.exists("Programme Area", {"area_name": "Falsch"})


def test_a_group_s_area_lies_in_its_municipality():
	ensure_municipality("05315000", "Köln")
	foreign = ensure_area("05315000", "Mülheim")
	with pytest.raises(frappe.ValidationError, match="belong to another municipality: Mülheim"):
		make(
			"Working Group",
			group_name="AG",
			municipality=NIENBURG,
			programme_area=foreign.name,
			field_of_action=ensure_field_of_action(),
		)


def test_closing_a_group_dates_it_and_ends_its_memberships():
	group = make_working_group(members=[{"member_name": "Erika Beispiel (erfunden)", "from_date": "2015-03-01"}])
	assert group.workflow_state == "Active"
	apply_workflow(group, "Pause")
	apply_workflow(group, "Resume")
	apply_workflow(group, "Close")
	group.reload()
	assert (group.workflow_state, group.closed_on) == ("Closed", getdate())
	assert group.members[0].to_date == getdate()
	group.group_name = "Anders"
	with pytest.raises(frappe.ValidationError, match="is closed"):
		group.save()


def test_a_member_stands_in_a_group_once_at_a_time():
	row = {"member_name": "Erika Beispiel (erfunden)"}
	with pytest.raises(frappe.ValidationError, match="in the group twice"):
		make_working_group(members=[row, row])


def test_the_gap_view_finds_the_missing_economy():
	area = ensure_area()
	for name in GROUPS:
		make_working_group(name, area, founded_on="2015-03-01")
	ensure_field_of_action("Lokale Ökonomie")
	rows = {row["field_of_action"]: row for row in gap_view(area.name)}
	assert rows["Lokale Ökonomie"]["status"] == "Gap"
	assert rows["Lokale Ökonomie"]["missing"] == ["Working Group", "Cooperation Project", "Partner"]
	assert {rows[name]["status"] for name in GROUPS} == {"Partly Covered"}
	assert rows["Jugend"]["last_activity"] == getdate("2015-03-01")


def test_a_dormant_group_leaves_a_gap():
	area = ensure_area(name="Südvorstadt")
	apply_workflow(make_working_group("Verkehr", area), "Pause")
	rows = {row["field_of_action"]: row for row in gap_view(area.name)}
	assert (rows["Verkehr"]["working_groups"], rows["Verkehr"]["status"]) == (0, "Gap")


def test_a_project_with_a_partner_closes_the_gap_and_stakeholders_are_counted():
	area = ensure_area()
	theme = ensure_field_of_action("Lokale Ökonomie")
	make_working_group(theme, area)
	bakery = make_stakeholder(
		programme_areas=[{"programme_area": area.name}], fields_of_action=[{"field_of_action": theme}]
	)
	project = make(
		"Cooperation Project",
		project_title="Nordertörtchen",
		municipality=NIENBURG,
		programme_area=area.name,
		field_of_action=theme,
		partners=[{"stakeholder": bakery.name}],
	)
	row = next(row for row in gap_view(area.name) if row["field_of_action"] == theme)
	assert (row["working_groups"], row["projects"], row["partners"], row["stakeholders"]) == (1, 1, 1, 1)
	assert (row["status"], row["last_activity"]) == ("Covered", getdate())
	project.db_set("workflow_state", "Abandoned")
	row = next(row for row in gap_view(area.name) if row["field_of_action"] == theme)
	assert (row["projects"], row["partners"], row["status"]) == (0, 0, "Partly Covered")


def test_the_gap_view_costs_the_same_for_any_number_of_groups():
	area = ensure_area()
	few = queries_of(lambda: gap_view(area.name))
	for name in (*GROUPS, *GROUPS):
		make_working_group(name, area)
	many = queries_of(lambda: gap_view(area.name))
	assert len(many) == len(few)


def test_the_report_shows_what_the_gap_view_says_and_keeps_to_the_fence():
	area = ensure_area()
	_columns, rows, _hint = field_of_action_gaps.execute({"programme_area": area.name})
	assert {row["indicator"] for row in rows} == {"red"}
	ensure_municipality("05315000", "Köln")
	frappe.set_user(ensure_user("koeln@stadt.example", "Cooperation Manager", municipalities=("05315000",)))
	with pytest.raises(frappe.PermissionError):
		field_of_action_gaps.execute({"programme_area": area.name})
	with pytest.raises(frappe.PermissionError):
		gap_view(area.name)


def test_the_report_without_an_area_asks_for_one():
	assert field_of_action_gaps.execute({})[1:] == ([], "Choose a programme area.")


def test_the_app_brings_fields_of_action_and_relationship_types():
	names = set(frappe.get_all("Field of Action", pluck="name", order_by="name asc"))
	assert {*GROUPS, "Bildung", "Integration", "Kultur", "Arbeitsmarkt", "Lokale Ökonomie"} <= names
	assert frappe.db.get_value("Relationship Type", "Mitgliedschaft", "label_to") == "hat als Mitglied"


def test_a_municipality_s_local_holidays_are_kept_with_its_land(nienburg):
	assert day_off(date(2017, 10, 31), working_calendar(NIENBURG)) == "Reformationstag"
	munich = ensure_municipality("09162000", "München")
	assert day_off(date(2016, 8, 15), working_calendar(munich.name)) is None
	munich.update({"observes_assumption_day": 1}).save()
	assert day_off(date(2016, 8, 15), working_calendar(munich.name)) == "Mariä Himmelfahrt"
	assert day_off(date(2016, 10, 3), working_calendar(None)) is None
