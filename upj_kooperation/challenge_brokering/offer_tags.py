"""The narrow table by which offers are found: one row for each town, kind and area of an offer that may be proposed.

A row carries what the points need, so that candidates and points come from one statement (`candidates.py`). Its name
begins with a short hash of town, kind and area: the rows of one way of asking lie side by side in the primary key,
on MariaDB and on SQLite. Whatever changes an offer, its partner, a match or a booking writes the rows of its partner's
offers anew here, in the same transaction and one after the other in each town, and is rolled back together with it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import frappe
from frappe.model.document import Document
from frappe.utils import cstr, now

from upj_kooperation.challenge_brokering import partner_history
from upj_kooperation.challenge_brokering.proposable_offers import OFFER, offered, proposable
from upj_kooperation.domain import matching
from upj_kooperation.stakeholder_relations.lookups import set_each

TAG, USE = "Support Offer Tag", "Support Capacity Use"
COLUMNS = (
	"name",
	"creation",
	"modified",
	"municipality",
	"kind",
	"area",
	"offer",
	"stakeholder",
	"fields_of_action",
	"capacity",
	"capacity_period",
	"available_from",
	"available_until",
	"stage_quarters",
	"last_asked",
	"worked_together",
	"booked",
)
# Offers that are read and written at once.
PACKET = 2000


def bucket(municipality: str, kind: str, area: str) -> str:
	"""Return how the names of the rows of one town, kind and area begin."""
	return hashlib.sha256("\n".join((municipality, kind, area)).encode()).hexdigest()[:16]


def joined(fields: Iterable[str]) -> str:
	"""Return fields of action as one text in which each can be found between bars."""
	names = sorted(fields)
	return f"|{'|'.join(names)}|" if names else ""


def hold(municipalities: Iterable[str | None]) -> None:
	"""Let nobody else write rows of these towns until this transaction ends; what is read after it is read locking.

	Without it two writers at once would block each other over rows and gaps that both read. It comes before any row of
	the town's offers and matches is locked.
	"""
	names = sorted(filter(None, set(municipalities)))
	if not names:
		return
	table = frappe.qb.DocType("Municipality")
	frappe.qb.from_(table).select(table.name).where(table.name.isin(names)).orderby(table.name).for_update().run()


def hold_town_of(doc: Document) -> None:
	"""Hold the town of a stored record, as the database has it: what a client sends is not checked yet."""
	town = frappe.db.get_value(doc.doctype, cstr(doc.name), "municipality") if doc.name else None
	if town:
		hold([town])


def refresh_partners(stakeholders: Iterable[str]) -> None:
	"""Write the rows of all offers of these partners anew; their town and name follow. Constant statements."""
	names = sorted(set(stakeholders))
	offer, partner = frappe.qb.DocType(OFFER), frappe.qb.DocType("Stakeholder")
	towns = frappe.qb.from_(partner).select(partner.municipality).where(partner.name.isin(names))
	hold(towns.run(pluck=True))
	rows = (
		frappe.qb.from_(offer)
		.join(partner)
		.on(partner.name == offer.stakeholder)
		.select(
			offer.name,
			offer.municipality,
			offer.partner_name,
			partner.municipality.as_("town"),
			partner.stakeholder_name.as_("partner"),
		)
		.where(partner.name.isin(names))
		.orderby(offer.name)
		.for_update()
		.run(as_dict=True)
	)
	set_each(OFFER, "municipality", {row.name: row.town for row in rows if row.town != row.municipality})
	set_each(OFFER, "partner_name", {row.name: row.partner for row in rows if row.partner != row.partner_name})
	write([row.name for row in rows])


def refresh_offer(name: str, municipality: str) -> None:
	"""Write the rows of one offer anew."""
	hold([municipality])
	write([name])


def forget(offer: str) -> None:
	"""Take the rows of an offer away that is deleted."""
	frappe.db.delete(TAG, {"offer": offer})


def write(offers: Sequence[str]) -> None:
	"""Write the rows of these offers anew. Whoever calls holds their towns."""
	if not offers:
		return
	frappe.db.delete(TAG, {"offer": ["in", list(offers)]})
	if rows := list(rows_of(offers)):
		frappe.db.bulk_insert(TAG, list(COLUMNS), rows)


def rebuild(after_each: Callable[[int, int], None]) -> int:
	"""Write the whole table anew from the offers; return how many offers were read.

	after_each: called after each packet with offers done and all offers; it may commit.
	"""
	total, done, last = frappe.db.count(OFFER), 0, ""
	while True:
		rows = frappe.get_all(
			OFFER,
			filters={"name": [">", last]},
			fields=["name", "municipality"],
			order_by="name asc",
			limit=PACKET,
		)
		if not rows:
			break
		hold(row.municipality for row in rows)
		write([row.name for row in rows])
		done, last = done + len(rows), rows[-1].name
		after_each(done, total)
	_forget_lost()
	after_each(done, total)
	return done


def _forget_lost() -> None:
	# Found without locks: a single deleting statement would lock all offers, out of the order of those who save.
	tag, offer = frappe.qb.DocType(TAG), frappe.qb.DocType(OFFER)
	lost = (
		frappe.qb.from_(tag)
		.left_join(offer)
		.on(offer.name == tag.offer)
		.select(tag.offer, tag.municipality)
		.distinct()
		.where(offer.name.isnull())
		.run()
	)
	if lost:
		hold(town for _name, town in lost)
		frappe.db.delete(TAG, {"offer": ["in", [name for name, _town in lost]]})


def rows_of(offers: Sequence[str]) -> Iterator[tuple]:
	"""Yield the rows that these offers should have, in the order of COLUMNS. Six statements, with locking reads."""
	kinds, fields, areas = offered(offers, lock=True)
	booked = _booked(offers)
	found = proposable(offers, lock=True)
	history = partner_history.of({row.stakeholder for row in found}, lock=True)
	for row in found:
		past = history.get(row.stakeholder, partner_history.NOTHING)
		own_areas = areas[row.name]
		for kind in sorted(kinds[row.name]):
			for area in sorted({*own_areas, matching.SOME_AREAS}) if own_areas else [matching.WHOLE_TOWN]:
				yield (
					f"{bucket(row.municipality, kind, area)}{row.name}",
					now(),
					now(),
					row.municipality,
					kind,
					area,
					row.name,
					row.stakeholder,
					joined(fields[row.name]),
					row.capacity,
					row.capacity_period,
					row.available_from,
					row.available_until,
					matching.STAGE_QUARTERS[row.engagement_stage],
					past.last_asked,
					int(past.worked_together),
					row.name if row.name in booked else None,
				)


def _booked(offers: Sequence[str]) -> set[str]:
	table = frappe.qb.DocType(USE)
	query = frappe.qb.from_(table).select(table.offer).where(table.offer.isin(list(offers)) & (table.used > 0))
	return set(query.for_update().run(pluck=True))
