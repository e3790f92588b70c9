"""Acceptance lists: collected for a meeting, printed as annex of its paper, results taken over (F27)."""

import frappe
from frappe import _
from frappe.model.document import Document

from upj_kooperation import permissions
from upj_kooperation.pdf import answer_with_print
from upj_kooperation.sponsoring import acceptance_lists as lists

LIST = "Acceptance List"
APPROVER = "Cooperation Approver"


@frappe.whitelist(methods=["POST"])
def collect(acceptance_list: str) -> str:
	"""Add the gifts that wait for the list's organ and say in words how many came."""
	doc = _open_list(acceptance_list)
	known = {row.sponsorship for row in doc.items}
	new = [name for name in lists.waiting_gifts(doc.municipality, doc.organ) if name not in known]
	for name in new:
		doc.append("items", {"sponsorship": name})
	doc.save()
	return _("{0} gifts were added.").format(len(new))


@frappe.whitelist(methods=["POST"])
def take_over(acceptance_list: str, result: str | None = None) -> str:
	"""Take the results over into the gifts and say in words how many went; asked twice, each is taken over once.

	result: one result for every row that has none. A gift that is held up keeps its state, its row says why, and the
	others go. Raises PermissionError for who may not decide, ValidationError for an unknown result.
	"""
	permissions.require_roles(APPROVER)
	doc = _open_list(acceptance_list)
	if result is not None and result not in lists.RESULTS:
		frappe.throw(_("{0} is not one of the results.").format(frappe.utils.escape_html(result)))
	for row in doc.items:
		row.result = row.result or result
	done, held_up = lists.take_over(doc)
	doc.save()
	return _("{0} results were taken over, {1} were held up.").format(done, held_up)


@frappe.whitelist(methods=["GET"])
def print_list(acceptance_list: str) -> None:
	"""Answer with the list as PDF in the site's language. Raises PermissionError where the user may not print it."""
	doc = frappe.get_doc(LIST, acceptance_list)
	doc.check_permission("print")
	answer_with_print(doc, LIST)


def _open_list(name: str) -> Document:
	doc = frappe.get_doc(LIST, name, for_update=True)
	doc.check_permission("write")
	return doc
