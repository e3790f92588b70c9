"""Who is related to whom around Nordertor, and how the judgement of the partners changed in a year."""

from functools import partial

import frappe

from upj_kooperation.demo import texts
from upj_kooperation.demo.deeds import Deed, enter, find
from upj_kooperation.demo.people import MANAGER

NETWORK = "August 2016 bis Mai 2017: Menschen, ihre Beziehungen und die Akteursmatrix"


def deeds() -> list[Deed]:
	"""Return the deeds of this chapter."""
	return [
		*(Deed("2016-08-22 10:00", MANAGER, NETWORK, partial(_enter_person, *row)) for row in texts.PERSONS),
		*(Deed("2017-05-29 10:00", MANAGER, NETWORK, partial(_judge, *row)) for row in texts.JUDGED_AGAIN),
	]


def _enter_person(first_name: str, last_name: str, kind: str, organisation: str, since: str) -> None:
	stakeholder = find("Stakeholder", stakeholder_name=organisation)
	contact = enter(
		"Contact",
		first_name=first_name,
		last_name=last_name,
		links=[{"link_doctype": "Stakeholder", "link_name": stakeholder}],
	)
	enter(
		"Stakeholder Relationship",
		person=contact.name,
		relationship_type=kind,
		to_stakeholder=stakeholder,
		from_date=since,
	)


def _judge(organisation: str, influence: str, interest: str, position: str) -> None:
	stakeholder = frappe.get_doc("Stakeholder", find("Stakeholder", stakeholder_name=organisation))
	stakeholder.append(
		"assessments",
		{"assessed_on": "2017-05-29", "influence": influence, "interest": interest, "position": position},
	)
	stakeholder.save()
