"""Offers as the plain values that the rules of the matching look at. A constant number of statements."""

from collections import defaultdict
from collections.abc import Sequence

import frappe
from frappe.utils import cstr

from upj_kooperation.challenge_brokering import bookings, partner_history
from upj_kooperation.challenge_brokering.offer_tags import OFFER
from upj_kooperation.domain import matching, support_offer
from upj_kooperation.domain.periods import Period
from upj_kooperation.stakeholder_relations.lookups import as_date


def plain_offers(names: Sequence[str]) -> dict[str, matching.Offer]:
	"""Return those of these offers that may be proposed, by name. Six statements."""
	offer, partner = frappe.qb.DocType(OFFER), frappe.qb.DocType("Stakeholder")
	rows = (
		frappe.qb.from_(offer)
		.join(partner)
		.on(partner.name == offer.stakeholder)
		.select(
			offer.name,
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
		.run(as_dict=True)
	)
	kinds = _by_parent("Support Offer Kind", "kind", names)
	fields = _by_parent("Support Offer Field", "field_of_action", names)
	areas = _by_parent("Support Offer Area", "programme_area", names)
	used = bookings.used_of(list(names))
	history = partner_history.of({row.stakeholder for row in rows})
	return {
		row.name: matching.Offer(
			row.name,
			frozenset(kinds[row.name]),
			frozenset(fields[row.name]),
			frozenset(areas[row.name]),
			row.capacity,
			cstr(row.capacity_unit),
			row.capacity_period,
			used.get(row.name, {}),
			Period(as_date(row.available_from), as_date(row.available_until)),
			row.engagement_stage,
			*history.get(row.stakeholder, partner_history.NOTHING),
		)
		for row in rows
		if not support_offer.why_not_asked(row.engagement_stage, row.asking_ground, as_date(row.objected_on))
	}


def _by_parent(doctype: str, field: str, offers: Sequence[str]) -> dict[str, set[str]]:
	found: dict[str, set[str]] = defaultdict(set)
	for row in frappe.get_all(
		doctype,
		filters={"parent": ["in", list(offers)], "parenttype": OFFER},
		fields=["parent", field],
		order_by="parent asc, idx asc, name asc",
	):
		found[row.parent].add(row[field])
	return found
