"""Versions of one agreement: an amendment is made, replaces the earlier one, and is compared with it (F19)."""

import datetime
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow

from upj_kooperation.domain import agreement as agreement_rules
from upj_kooperation.domain import agreement_versions as rules
from upj_kooperation.refusals import refuse, refuse_all
from upj_kooperation.stakeholder_relations.lookups import as_date

AGREEMENT = "Cooperation Agreement"
_KEPT = ("fulfilled_on", "fulfilment_note", "reminded_for", "warned_for")


def amend(earlier: Document, effective_from: datetime.date, subject: str) -> Document:
	"""Insert the draft of the next version and return it. earlier: locked by the caller.

	Raises ValidationError in words: not in force, already being amended, nothing to change, a wrong day.
	"""
	on_its_way = frappe.db.get_value(
		AGREEMENT,
		{"amends": earlier.name, "workflow_state": ["!=", agreement_rules.TERMINATED]},
		"name",
		order_by="creation asc, name asc",
		# A locking read: who waited for the lock would else not see the amendment that was made meanwhile.
		for_update=True,
	)
	refuse(rules.check_amendable(earlier.workflow_state, on_its_way))
	refuse_all(check_day(earlier, effective_from, subject))
	draft = frappe.copy_doc(earlier, ignore_no_copy=False)
	draft.update({"workflow_state": None, "council_paper": None, "effective_from": effective_from})
	draft.amendment_subject = subject
	draft.record(
		amends=earlier.name,
		version=(earlier.version or 1) + 1,
		first_version=earlier.first_version or earlier.name,
	)
	for row, old in zip(draft.duties, earlier.duties, strict=True):
		draft.record_row(row, carried_from=old.name, **{field: old.get(field) for field in _KEPT})
	return draft.insert()


def check_day(earlier: Document, effective_from: datetime.date | None, subject: str | None) -> list[rules.Problem]:
	"""Return what is wrong with the day and the subject of an amendment of this agreement."""
	return rules.check_amendment(subject, effective_from, as_date(earlier.in_force_since), earlier.last_day())


def take_the_place(amendment: Document) -> None:
	"""Replace the earlier version on the day before, and take over what was done of its duties since the draft.

	Called by the amendment's step into force, in its transaction: both happen or none.
	"""
	earlier = frappe.get_doc(AGREEMENT, amendment.amends, for_update=True)
	refuse(rules.check_earlier(earlier.name, earlier.workflow_state))
	done = {row.name: row for row in earlier.duties}
	for row in amendment.duties:
		old = done.get(row.carried_from)
		if old:
			amendment.record_row(row, **{field: old.get(field) for field in _KEPT})
	last_day = rules.replaced_on(as_date(amendment.in_force_since))
	earlier.record(replaced_by=amendment.name, ended_on=last_day).save()
	apply_workflow(earlier, agreement_rules.REPLACE)


def chain_of(agreement: Document) -> list[frappe._dict]:
	"""Return all versions of an agreement that the user may see, the first one first. One query."""
	first = agreement.first_version or agreement.name
	return frappe.get_list(
		AGREEMENT,
		or_filters={"name": first, "first_version": first},
		fields=["name", "version", "workflow_state", "in_force_since", "ended_on", "amendment_subject"],
		order_by="version asc, creation asc, name asc",
		limit_page_length=0,
	)


def in_order(agreement: Document, other: Document) -> list[Document]:
	"""Return the earlier of two versions and the later one."""
	return sorted((agreement, other), key=lambda doc: (doc.version or 1, str(doc.creation)))


def differences(agreement: Document, other: Document) -> list[dict[str, Any]]:
	"""Return what differs from the earlier of two versions to the later one, with plain values."""
	before, after = in_order(agreement, other)
	first = before.first_version or before.name
	if first != (after.first_version or after.name):
		refuse(rules.Problem(rules.OTHER_CHAIN, (other.name, agreement.name)))
	return [
		{
			"section": change.section,
			"kind": change.kind,
			"about": change.about,
			"before": change.before,
			"after": change.after,
			"parts": [list(part) for part in change.parts],
		}
		for change in rules.compare(before.plain_text(), after.plain_text())
	]
