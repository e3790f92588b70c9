"""Enabler roles over time on a real site: counted by area and year, fenced, each figure with the list behind it."""

from urllib.parse import parse_qsl, urlsplit

import frappe
import pytest
from factories import (
	NIENBURG,
	ensure_area,
	ensure_municipality,
	ensure_user,
	make_cooperation_project,
	make_stakeholder,
)
from queries import queries_of

from upj_kooperation.cooperation.report.enabler_roles_by_project import enabler_roles_by_project
from upj_kooperation.cooperation.report.enabler_roles_over_time import enabler_roles_over_time
from upj_kooperation.cooperation.report.project_partners import project_partners

YEARS = {"from_year": 2016, "to_year": 2018}


@pytest.fixture(autouse=True)
def projects():
	"""Three cooperations of Nienburg, one without an area, and one of Köln."""
	ensure_municipality()
	ensure_municipality("05315000", "Köln")
	coordinator = {"role": "Coordinator", "from_date": "2016-10-04", "to_date": "2017-09-30"}
	initiator = {"role": "Initiator", "from_date": "2016-10-04", "to_date": "2016-12-31"}
	again = {"role": "Coordinator", "from_date": "2017-12-01", "to_date": "2018-02-01"}
	make_cooperation_project(enabler_roles=[coordinator, initiator, again])
	make_cooperation_project(project_title="Stadtteilfest", enabler_roles=[coordinator])
	make_cooperation_project(project_title="Lesepaten", programme_area=None, enabler_roles=[initiator])
	area = ensure_area("05315000", "Mülheim").name
	make_cooperation_project(
		project_title="Veedel", municipality="05315000", programme_area=area, enabler_roles=[coordinator]
	)


def test_roles_are_counted_by_area_and_year_within_the_fence():
	frappe.set_user(ensure_user("rollen@nienburg.example", "Cooperation Manager", municipalities=(NIENBURG,)))
	columns, rows, _message, chart = enabler_roles_over_time.execute(YEARS)
	assert [column["label"] for column in columns[2:]] == ["2016", "2017", "2018"]
	nordertor = ensure_area().name
	figures = {
		(row["programme_area"], row["role"]): [row[f"year_{year}"] for year in (2016, 2017, 2018)] for row in rows
	}
	assert figures == {
		(nordertor, "Initiator"): [1, 0, 0],
		(nordertor, "Coordinator"): [2, 2, 1],
		(None, "Initiator"): [1, 0, 0],
	}
	assert chart["data"]["labels"] == ["2016", "2017", "2018"]
	assert sum(sum(dataset["values"]) for dataset in chart["data"]["datasets"]) == 7


def test_each_figure_opens_as_many_cooperations_as_it_counts():
	rows = enabler_roles_over_time.get_data(YEARS)
	assert len(rows) == 4
	for row in rows:
		for column, url in row["urls"].items():
			filters = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
			assert len(enabler_roles_by_project.get_data(filters)) == row[column], url


def test_the_report_costs_the_same_for_any_number_of_cooperations():
	few = queries_of(lambda: enabler_roles_over_time.get_data(YEARS))
	role = {"role": "Door Opener", "from_date": "2016-01-01"}
	for number in range(5):
		make_cooperation_project(project_title=f"Vorhaben {number}", enabler_roles=[role])
	assert len(queries_of(lambda: enabler_roles_over_time.get_data(YEARS))) == len(few)


def test_crossed_years_are_refused_in_words():
	with pytest.raises(frappe.ValidationError, match="The years end in 2016, before they begin in 2018"):
		enabler_roles_over_time.execute({"from_year": 2018, "to_year": 2016})
	with pytest.raises(frappe.ValidationError, match="more than 30 years"):
		enabler_roles_over_time.execute({"from_year": 1, "to_year": 2016})


def test_partners_stand_once_with_what_they_bring():
	bakery = make_stakeholder()
	row = {"stakeholder": bakery.name, "contribution_value": 100.5, "contribution_hours": 2}
	for title in ("Backen", "Verkaufen"):
		make_cooperation_project(project_title=title, partners=[row])
	_columns, rows = project_partners.execute({"programme_area": ensure_area().name})
	assert [(row.stakeholder, row.projects, row.value, row.hours) for row in rows] == [(bakery.name, 2, 201, 4)]
