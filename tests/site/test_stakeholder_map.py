"""The stakeholder map on a real site: whose judgement of which day it shows, and to whom."""

import frappe
import pytest
from factories import NIENBURG, ensure_area, ensure_municipality, ensure_user, make_stakeholder
from frappe.utils import getdate
from queries import queries_of

from upj_kooperation.api import stakeholder_map

COLOGNE = "05315000"
SPRING = {"assessed_on": "2016-05-01", "influence": "2", "interest": "4", "position": "Sceptical"}
AUTUMN = {"assessed_on": "2016-10-01", "influence": "5", "interest": "5", "position": "Supportive"}


@pytest.fixture(autouse=True)
def nienburg():
	"""The site's own municipality."""
	return ensure_municipality()


def test_the_map_shows_the_newest_judgement_until_the_day():
	area = ensure_area()
	bakery = make_stakeholder(assessments=[AUTUMN, SPRING], programme_areas=[{"programme_area": area.name}])
	make_stakeholder("Unbekannt (erfunden)", programme_areas=[{"programme_area": area.name}])
	make_stakeholder("Anderswo (erfunden)", assessments=[SPRING])
	make_stakeholder("Fort (erfunden)", assessments=[SPRING], engagement_stage="Ended", stage_reason="Verzogen")
	found = stakeholder_map.points(programme_area=area.name, day="2016-09-30")
	assert (found["scope"]["title"], found["unassessed"], found["capped"]) == ("Nordertor", 1, False)
	[point] = found["points"]
	assert (point["name"], point["day"], point["quarter"]) == (bakery.name, getdate("2016-05-01"), "Keep Informed")
	assert (point["influence"], point["interest"], point["position"], point["effort"]) == (2, 4, 2, 3)
	assert (point["type"], point["sector"]) == ("Company", "Economy")
	[point] = stakeholder_map.points(programme_area=area.name)["points"]
	assert (point["quarter"], point["position"]) == ("Engage Closely", 4)
	early = stakeholder_map.points(programme_area=area.name, day="2016-04-30")
	assert (early["points"], early["unassessed"]) == ([], 2)
	assert len(stakeholder_map.points()["points"]) == 2


def test_of_two_judgements_of_a_day_the_last_row_holds():
	make_stakeholder(assessments=[SPRING, {**AUTUMN, "assessed_on": "2016-05-01"}])
	[point] = stakeholder_map.points()["points"]
	assert point["influence"] == 5


def test_the_map_stays_within_the_fence_and_costs_the_same():
	ensure_municipality(COLOGNE, "Köln")
	make_stakeholder("Fern (erfunden)", municipality=COLOGNE, assessments=[SPRING])
	make_stakeholder(assessments=[SPRING])
	manager = ensure_user("matrix@nienburg.example", "Cooperation Manager")
	frappe.set_user(manager)
	few = queries_of(stakeholder_map.points)
	assert [point["label"] for point in stakeholder_map.points()["points"]] == ["Bäckerei Nordlicht (erfunden)"]
	with pytest.raises(frappe.PermissionError):
		stakeholder_map.points(municipality=COLOGNE)
	frappe.set_user("Administrator")
	for index in range(4):
		make_stakeholder(f"Weitere {index} (erfunden)", assessments=[SPRING, AUTUMN])
	frappe.set_user(manager)
	assert len(queries_of(stakeholder_map.points)) == len(few) <= 8
	frappe.set_user("Administrator")
	frappe.set_user(ensure_user("beratung@agentur.example", "Cooperation Adviser"))
	with pytest.raises(frappe.PermissionError):
		stakeholder_map.points(municipality=NIENBURG)
