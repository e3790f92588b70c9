"""Hands an accepted donation over to the treasurer, who records and books what comes in (F28)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from upj_kooperation.domain import contribution
from upj_kooperation.sponsoring.deciding import lock_givers


def hand_over(doc: Document) -> str:
	"""Return the treasurer's to-do for this donation; make it if there is none that is open."""
	if doc.state != contribution.ACCEPTED:
		frappe.throw(
			_("Only what is accepted and not received yet is handed over to the treasurer."), title=_("Not Permitted")
		)
	treasurer = frappe.db.get_value("Municipality", doc.municipality, "treasurer")
	if not treasurer:
		frappe.throw(_("Enter the treasurer at the municipality first."), title=_("Not Handed Over"))
	if not doc.has_permission("write", user=treasurer):
		frappe.throw(
			_(
				"{0} may not change this record. The treasurer needs the role Cooperation Manager here "
				"and the right to book in ERPNext."
			).format(escape_html(treasurer)),
			title=_("Not Handed Over"),
		)
	lock_givers([doc.giver])
	of = {"reference_type": doc.doctype, "reference_name": doc.name, "allocated_to": treasurer}
	found = frappe.db.get_value(
		"ToDo", {**of, "status": "Open"}, "name", for_update=True, order_by="creation asc, name asc"
	)
	if found:
		return found
	text = escape_html(_("Record and book what comes in: {0}").format(doc.sponsorship_title))
	todo = {"doctype": "ToDo", **of, "description": text, "date": getdate(), "assigned_by": frappe.session.user}
	return frappe.get_doc(todo).insert().name
