"""Contacts that can take part in a municipality's sessions, as far as the user may know them (F15, F17).

Offered are those that hang on the municipality or on its stakeholders, where the user may read these, and those whom a
session that the user may read names already. A consultant thus finds the people of own mandates and nobody else.
"""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr
from pypika.queries import QueryBuilder

from upj_kooperation.domain.session import sector_of
from upj_kooperation.permissions import fenced

LIMIT = 20


def find_contacts(municipality: str, text: str = "") -> list[dict[str, Any]]:
	"""Return contacts with contact, participant_name, organisation, email and sector, by name. Three queries at most.

	text: part of the name, the organisation or the address.
	"""
	found = _found(municipality, lambda query, contacts: _matching(query, contacts, text).limit(LIMIT))
	return sorted(found.values(), key=lambda row: row.participant_name)[:LIMIT]


def refuse_foreign_contacts(municipality: str, names: Iterable[str]) -> None:
	"""Raise PermissionError for a contact that the user could not have found. No query without names."""
	names = sorted(names)
	if not names:
		return
	found = _found(municipality, lambda query, contacts: query.where(contacts.name.isin(names)))
	if set(names) - set(found):
		frappe.throw(
			_("A contact among the participants is not one of this municipality that you may see. Enter the name."),
			frappe.PermissionError,
		)


def _matching(query: QueryBuilder, contacts: Any, text: str) -> QueryBuilder:
	pattern = "%" + cstr(text).replace("\\", "").replace("%", "").replace("_", "\\_") + "%"
	return query.where(
		contacts.full_name.like(pattern) | contacts.company_name.like(pattern) | contacts.email_id.like(pattern)
	)


def _found(municipality: str, narrowed: Any) -> dict[str, frappe._dict]:
	"""Return the contacts of all sources by name; the most telling source comes first."""
	found: dict[str, frappe._dict] = {}
	for source in (_of_stakeholders, _of_municipality, _of_sessions):
		for row in source(municipality, narrowed):
			found.setdefault(row.contact, row)
	return found


def _base(contacts: Any) -> QueryBuilder:
	return frappe.qb.from_(contacts).select(
		contacts.name.as_("contact"), contacts.full_name.as_("participant_name"), contacts.email_id.as_("email")
	)


def _of_stakeholders(municipality: str, narrowed: Any) -> list[frappe._dict]:
	if not frappe.has_permission("Stakeholder", "read"):
		return []
	contacts, links, holders = (frappe.qb.DocType(name) for name in ("Contact", "Dynamic Link", "Stakeholder"))
	query = (
		_base(contacts)
		.join(links)
		.on((links.parent == contacts.name) & (links.parenttype == "Contact"))
		.join(holders)
		.on(
			((links.link_doctype == "Stakeholder") & (links.link_name == holders.name))
			| ((links.link_doctype == holders.party_type) & (links.link_name == holders.party))
		)
		.select(holders.stakeholder_name.as_("organisation"), holders.actor_type)
		.where(holders.municipality == municipality)
		.orderby(contacts.full_name)
	)
	rows = fenced(narrowed(query, contacts), "Stakeholder").run(as_dict=True)
	for row in rows:
		row.sector = sector_of(row.pop("actor_type"))
	return rows


def _of_municipality(municipality: str, narrowed: Any) -> list[frappe._dict]:
	contacts, links, towns = (frappe.qb.DocType(name) for name in ("Contact", "Dynamic Link", "Municipality"))
	query = (
		_base(contacts)
		.join(links)
		.on((links.parent == contacts.name) & (links.parenttype == "Contact"))
		.join(towns)
		.on((links.link_doctype == "Municipality") & (links.link_name == towns.name))
		.select(towns.municipality_name.as_("organisation"))
		.where(towns.name == municipality)
		.orderby(contacts.full_name)
	)
	rows = fenced(narrowed(query, contacts), "Municipality").run(as_dict=True)
	return [row.update(sector="Municipality") for row in rows]


def _of_sessions(municipality: str, narrowed: Any) -> list[frappe._dict]:
	contacts, people, sessions = (
		frappe.qb.DocType(name) for name in ("Contact", "Session Participant", "Advisory Session")
	)
	query = (
		_base(contacts)
		.join(people)
		.on(people.contact == contacts.name)
		.join(sessions)
		.on(people.parent == sessions.name)
		.select(people.organisation, people.sector)
		.where(sessions.municipality == municipality)
		.orderby(contacts.full_name)
	)
	return fenced(narrowed(query, contacts), "Advisory Session").run(as_dict=True)
