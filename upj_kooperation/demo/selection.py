"""Reviews of the applications, the selection round, its notices, and the town that moves up."""

from functools import partial

import frappe

from upj_kooperation.api import reviews, selection
from upj_kooperation.demo import texts
from upj_kooperation.demo.deeds import Deed, enter, find, get, step
from upj_kooperation.demo.people import OFFICE, OFFICE_HEAD, REVIEWERS, Person

REVIEWING = "März bis April 2016: Drei Personen begutachten die Bewerbungen"
SELECTION = "Mai 2016: Auswahlrunde, zehn Plätze für dreizehn Bewerbungen"
MOVING_UP = "Juli 2016: Eine Kommune tritt zurück, die nächste rückt nach"


def deeds() -> list[Deed]:
	"""Return the deeds of these chapters."""
	first, second, third = REVIEWERS
	return [
		Deed("2016-03-21 10:00", OFFICE, REVIEWING, _assign),
		Deed("2016-04-01 09:00", third, REVIEWING, _declare_conflict),
		Deed("2016-04-04 10:00", OFFICE, REVIEWING, _assign),
		Deed("2016-04-11 10:00", first, REVIEWING, partial(_review, first, 0)),
		Deed("2016-04-13 10:00", second, REVIEWING, partial(_review, second, -1)),
		Deed("2016-04-18 10:00", third, REVIEWING, partial(_review, third, 0)),
		Deed("2016-05-09 10:00", OFFICE, SELECTION, _propose),
		Deed("2016-05-27 10:00", OFFICE_HEAD, SELECTION, _decide),
		Deed("2016-05-30 10:00", OFFICE, SELECTION, _send_notices),
		Deed("2016-07-04 10:00", OFFICE, MOVING_UP, _withdraw),
		Deed("2016-07-05 10:00", OFFICE, MOVING_UP, _move_up),
	]


def _call() -> str:
	return find("Project Call", call_title=texts.CALL_TITLE)


def _assign() -> None:
	reviews.assign_reviewers(
		call=_call(),
		reviewers=[person.user for person in REVIEWERS],
		per_application=2,
		due_date="2016-04-22",
	)


def _declare_conflict() -> None:
	invented = [town.ags for town in texts.INVENTED_TOWNS]
	[name] = frappe.get_list(
		"Application Review",
		filters={"municipality": ["in", invented], "status": "Assigned"},
		pluck="name",
		order_by="municipality desc, name desc",
		limit=1,
	)
	reviews.declare_conflict(name, texts.CONFLICT)


def _review(person: Person, difference: int) -> None:
	for name in frappe.get_all(
		"Application Review",
		filters={"reviewer": person.user, "status": "Assigned"},
		pluck="name",
		order_by="name asc",
	):
		review = frappe.get_doc("Application Review", name)
		for row, points in zip(review.scores, texts.POINTS[review.municipality], strict=True):
			row.points = max(points + difference, 1)
		review.comment = "Nachvollziehbar beschrieben (erfunden)."
		review.save()
		reviews.hand_in_review(name)


def _propose() -> None:
	doc = enter("Selection Round", call=_call(), remarks="Plätze nach Rang, zwei Kommunen warten (erfunden).")
	selection.fill_by_rank(doc.name, 2)
	step(doc.reload(), "Put up for Decision")


def _decide() -> None:
	step(get("Selection Round", call=_call()), "Decide")


def _send_notices() -> None:
	selection.send_notices(
		frappe.get_all(
			"Call Notice", filters={"call": _call(), "status": "Prepared"}, pluck="name", order_by="name asc"
		)
	)


def _withdraw() -> None:
	step(get("Call Application", municipality=texts.WITHDRAWING_TOWN), "Withdraw")


def _move_up() -> None:
	following = selection.next_on_waitlist(_call())
	selection.move_up(_call(), following["application"])
