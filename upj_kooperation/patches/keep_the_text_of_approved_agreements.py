"""Give agreements that were approved before there were checksums the one of their text, and their parties a kind."""

import frappe

from upj_kooperation.domain.agreement import MUNICIPALITY

AGREEMENT = "Cooperation Agreement"


def execute() -> None:
	names = frappe.get_all(
		AGREEMENT, filters={"docstatus": 1, "content_hash": ["is", "not set"]}, pluck="name", order_by="name asc"
	)
	for name in names:
		doc = frappe.get_doc(AGREEMENT, name)
		for row in doc.parties:
			if not row.party_kind:
				kind = (
					frappe.db.get_value("Stakeholder", row.stakeholder, "actor_type")
					if row.stakeholder
					else MUNICIPALITY
				)
				row.db_set("party_kind", kind, update_modified=False)
		doc.db_set("content_hash", doc.current_hash(), update_modified=False)
