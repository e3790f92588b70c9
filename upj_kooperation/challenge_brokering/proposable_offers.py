"""The offers that may be proposed and what they offer: one reading for the narrow table and for the plain values."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import frappe

from upj_kooperation.domain import support_offer
from upj_kooperation.stakeholder_relations.lookups import as_date

OFFER = "Support Offer"
# Child tables with the field in which each names what is offered: kinds, fields of action, programme areas.
OFFERED = (
	("Support Offer Kind", "kind"),
	("Support Offer Field", "field_of_action"),
	("Support Offer Area", "programme_area"),
)


def proposable(names: Sequence[str], lock: bool = False) -> list[Any]:
	"""Return those of these offers that may be proposed, with the partner's stage. One statement.

	lock: as it is at this moment.
	"""
	offer, partner = frappe.qb.DocType(OFFER), frappe.qb.DocType("Stakeholder")
	query = (
		frappe.qb.from_(offer)
		.join(partner)
		.on(partner.name == offer.stakeholder)
		.select(
			offer.name,
			offer.municipality,
			offer.stakeholder,
			offer.capacity,
			offer.capacity_unit,
			offer.capacity_period,
			offer.available_from,
			offer.available_until,
			partner.engagement_stage,
			partner.asking_ground,
			partner.objected_on,
		)
		.where(offer.name.isin(list(names) or [""]) & (offer.status == support_offer.ACTIVE))
		.orderby(offer.name)
	)
	rows = (query.for_update() if lock else query).run(as_dict=True)
	return [
		row
		for row in rows
		if not support_offer.why_not_asked(row.engagement_stage, row.asking_ground, as_date(row.objected_on))
	]


def offered(names: Sequence[str], lock: bool = False) -> list[dict[str, set[str]]]:
	"""Return kinds, fields of action and programme areas of these offers, each by offer. Three statements."""
	return [_by_offer(doctype, field, names, lock) for doctype, field in OFFERED]


def _by_offer(doctype: str, field: str, names: Sequence[str], lock: bool) -> dict[str, set[str]]:
	table = frappe.qb.DocType(doctype)
	query = (
		frappe.qb.from_(table)
		.select(table.parent, table[field])
		.where(table.parent.isin(list(names) or [""]) & (table.parenttype == OFFER))
	)
	found: dict[str, set[str]] = defaultdict(set)
	for parent, value in (query.for_update() if lock else query).run():
		found[parent].add(value)
	return found
