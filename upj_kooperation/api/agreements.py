"""What forms, the demo and other programs do with the text of agreements: clauses, versions, notice and renewal."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from upj_kooperation import permissions
from upj_kooperation.cooperation import clauses
from upj_kooperation.cooperation.signatories import contacts_of
from upj_kooperation.domain import agreement as agreement_rules
from upj_kooperation.domain import agreement_clauses
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse

MANAGER = "Cooperation Manager"


@frappe.whitelist(methods=["POST"])
def insert_clauses(agreement: str, template: str) -> dict[str, Any]:
	"""Put a template's clauses, filled from the agreement, in the place of its text.

	Returns how many clauses there are and which placeholders had no value (`empty`). Raises ValidationError in words:
	no draft, a disabled or broken template.
	"""
	doc = agreement_for_update(agreement)
	if (doc.workflow_state or agreement_rules.DRAFT) != agreement_rules.DRAFT:
		refuse(Problem(agreement_clauses.NOT_A_DRAFT, (doc.workflow_state,)))
	source = frappe.get_doc("Agreement Template", template)
	source.check_permission("read")
	if not source.enabled:
		refuse(Problem(agreement_clauses.DISABLED, (template,)))
	plain, values = source.plain_clauses(), clauses.values_of(doc)
	doc.agreement_template = source.name
	doc.subject_matter = agreement_clauses.as_html(clauses.fill(plain, values))
	doc.save()
	empty = agreement_clauses.empty_ones(clauses.named_in(plain), values)
	if empty:
		frappe.msgprint(
			_("These placeholders had no value: {0}. Complete the record and insert the clauses again.").format(
				escape_html(", ".join(empty))
			),
			title=_("Placeholders without a Value"),
			indicator="orange",
		)
	return {"clauses": len(plain), "empty": list(empty)}


@frappe.whitelist(methods=["GET", "POST"])
def signatories(stakeholder: str) -> list[dict[str, str]]:
	"""Return the contacts of a stakeholder who could sign for it: name and function.

	Raises PermissionError where the user may not read the stakeholder.
	"""
	doc = frappe.get_doc("Stakeholder", stakeholder)
	doc.check_permission("read")
	return contacts_of(doc)


def agreement_for_update(name: str, role: str = MANAGER) -> Any:
	"""Load an agreement with its rows under a lock, so that of two users at once the second sees the first."""
	doc = frappe.get_doc("Cooperation Agreement", name, for_update=True)
	doc.check_permission("write")
	permissions.require_roles(role)
	return doc
