"""Saarbrücken's challenge group, its partners and their offers, for tests of the matching."""

from typing import Any

import frappe
from factories import VAN_TWICE_A_MONTH, ensure_field_of_action, ensure_municipality, make, make_stakeholder
from frappe.model.document import Document
from frappe.utils import add_days, today
from valid_records import make_valid

SAARBRUECKEN = "10041100"
GOODS, TRANSPORT, KNOWLEDGE, HANDS = "Sachmittel", "Transport und Logistik", "Fachwissen", "Helfende Hände"


def ensure_town() -> str:
	"""Return the key of Saarbrücken."""
	return ensure_municipality(SAARBRUECKEN, "Saarbrücken").name


def make_group(**values: Any) -> Document:
	"""Insert a challenge group."""
	ensure_town()
	return make_valid("Challenge Group", SAARBRUECKEN, **values)


def make_partner(name: str = "Saarwerk (erfunden)", **values: Any) -> Document:
	"""Insert a company of Saarbrücken that the town is in talks with."""
	ensure_town()
	return make_stakeholder(name, municipality=SAARBRUECKEN, **{"engagement_stage": "In Talks", **values})


def make_offer(partner: Document | str | None = None, **values: Any) -> Document:
	"""Insert an active offer: twice a month a van."""
	partner = partner or make_partner()
	values = {**VAN_TWICE_A_MONTH, "status": "Active", **values}
	return make("Support Offer", stakeholder=getattr(partner, "name", partner), **values)


def accepted(group: Document, **values: Any) -> Document:
	"""Return an accepted request; the way there is told in test_requests."""
	values = {"kinds": kinds(TRANSPORT), "needed_by": add_days(today(), 30), "programme_area": None, **values}
	doc = make_valid("Support Request", SAARBRUECKEN, challenge_group=group.name, **values)
	organisation = make_stakeholder(
		"Nachbarschaftsverein (erfunden)", municipality=SAARBRUECKEN, actor_type="Nonprofit"
	)
	doc.db_set({"workflow_state": "Accepted", "accepted_on": today(), "stakeholder": organisation.name})
	return doc.reload()


def kinds(*names: str) -> list[dict[str, str]]:
	"""Return rows of a table of kinds."""
	return [{"kind": name} for name in names]


def fields(*names: str) -> list[dict[str, str]]:
	"""Return rows of a table of fields of action."""
	return [{"field_of_action": ensure_field_of_action(name)} for name in names]


def tags(offer: str | None = None) -> list[tuple]:
	"""Return the rows of the narrow table, all or of one offer, without when they were written."""
	columns = [df.fieldname for df in frappe.get_meta("Support Offer Tag").fields]
	rows = frappe.get_all(
		"Support Offer Tag", filters={"offer": offer} if offer else {}, fields=["name", *columns], order_by="name asc"
	)
	return [tuple(row.values()) for row in rows]
