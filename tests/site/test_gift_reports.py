"""The yearly report to the supervisory authority, notices at once, and the public list of sponsors (F27)."""

from collections.abc import Callable

import frappe
import pytest
from factories import (
	BAKERY,
	DECIDES,
	NIENBURG,
	TAKES_OFFERS,
	accept_gift,
	decided_paper,
	ensure_gift_desk,
	ensure_municipality,
	ensure_stakeholder,
	ensure_user,
	make_gift,
	put_up_for_decision,
)
from frappe.desk.query_report import export_query, run
from frappe.model.document import Document
from gift_receipts import as_user
from queries import queries_of

from upj_kooperation.sponsoring.report.notices_to_the_authority import notices_to_the_authority as notices
from upj_kooperation.sponsoring.report.public_list_of_sponsors import public_list_of_sponsors as public
from upj_kooperation.sponsoring.report.yearly_report_to_the_authority import yearly_report_to_the_authority as yearly

YEAR = {"municipality": NIENBURG, "budget_year": 2016}
LAND_RULE = "Niedersachsen (Voreinstellung)"
CLUB = "Nachbarschaftstreff Weser (erfunden)"


@pytest.fixture(autouse=True)
def gift_desk() -> None:
	"""The people and the town."""
	ensure_gift_desk()


def accepted(amount: float, **values: object) -> Document:
	"""Return an accepted gift; by the council, where it decides."""
	gift = put_up_for_decision(make_gift(amount, **values))
	if gift.deciding_organ != "Mayor":
		paper = decided_paper().name
		with as_user(DECIDES):
			gift.update({"council_paper": paper}).save()
	return accept_gift(gift)


def rows_of(report: Callable, filters: dict, user: str = DECIDES) -> list[dict]:
	"""Return the rows that a user sees."""
	with as_user(user):
		return report.execute(filters)[1]


def test_the_yearly_report_names_giver_gift_and_purpose_above_the_limit():
	small = ensure_stakeholder(CLUB, "Nonprofit")
	accepted(100, giver=small.name)
	first, second = accepted(80, offered_on="2016-02-01"), accepted(20.01, offered_on="2016-03-01")
	make_gift(5000)
	rows = rows_of(yearly, YEAR)
	assert [row["sponsorship"] for row in rows] == [first.name, second.name]
	assert {row["giver_name"] for row in rows} == {BAKERY} and all(row["purpose"] for row in rows)
	assert not rows_of(yearly, {**YEAR, "budget_year": 2015})
	with as_user(DECIDES):
		answer = run("Yearly Report to the Authority", filters=YEAR)
		assert [row["sponsorship"] for row in answer["result"][:2]] == [first.name, second.name]
		frappe.local.form_dict = frappe._dict(
			report_name="Yearly Report to the Authority",
			file_format_type="Excel",
			filters=frappe.as_json(YEAR),
			visible_idx=frappe.as_json([0, 1]),
		)
		export_query()
	assert frappe.response["filecontent"][:2] == b"PK"


def test_reports_end_at_the_fence():
	accepted(150)
	ensure_municipality("03241001", "Hannover")
	foreign = ensure_user("hannover@amt.example", "Cooperation Approver", municipalities=("03241001",))
	for report in (yearly, notices, public):
		assert not rows_of(report, YEAR, foreign)


def test_what_must_be_reported_at_once_stays_open_until_it_was():
	rule = frappe.get_doc("Acceptance Rule", LAND_RULE)
	rule.update({"immediate_notice": 1}).save()
	put_up_for_decision(make_gift(80, "2016-02-01"))
	waiting = put_up_for_decision(make_gift(60, "2016-03-01"))
	filters = {"municipality": NIENBURG, "only_open": 1}
	assert [row["sponsorship"] for row in rows_of(notices, filters)] == [waiting.name]
	with as_user(DECIDES):
		frappe.get_doc("Sponsorship", waiting.name).update({"notified_on": "2016-03-02"}).save()
	assert not rows_of(notices, filters)
	assert rows_of(notices, {**filters, "only_open": 0})[0]["notified_on"]


def test_the_public_list_names_businesses_and_whoever_agreed_from_the_towns_limit_on():
	group = ensure_stakeholder(CLUB, "Initiative")
	bakery, club = accepted(60), accepted(70, giver=group.name)
	assert [row["giver_name"] for row in rows_of(public, YEAR)] == [BAKERY]
	with as_user(TAKES_OFFERS):
		frappe.get_doc("Sponsorship", club.name).update({"naming_consent": "Yes"}).save()
	rows = rows_of(public, YEAR)
	assert [(row["giver_name"], row["given"], row["records"]) for row in rows] == [
		(BAKERY, 60, bakery.name),
		(CLUB, 70, club.name),
	]
	ensure_municipality().update({"naming_limit": 60.01}).save()
	assert [row["giver_name"] for row in rows_of(public, YEAR)] == [CLUB]
	with as_user(TAKES_OFFERS):
		frappe.get_doc("Sponsorship", club.name).update({"naming_consent": "No"}).save()
	assert not rows_of(public, YEAR)


def test_reports_cost_the_same_with_many_gifts():
	accepted(1)
	few = [len(queries_of(lambda report=report: rows_of(report, YEAR))) for report in (yearly, notices, public)]
	for day in range(1, 9):
		accepted(1, offered_on=f"2016-03-{day:02}")
	many = [len(queries_of(lambda report=report: rows_of(report, YEAR))) for report in (yearly, notices, public)]
	assert many == few
