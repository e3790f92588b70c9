"""Acceptance lists: what one meeting decides on, and its results back into each gift (F27).

Each gift is taken over for itself, through its own procedure and checks. The organ has decided on each of them; where
one is held up (another organ decides by now, four eyes, the paper), the decisions on the others stand all the same, and
the row says what is in the way.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import strip_html

from upj_kooperation.domain import contribution

GIFT = "Sponsorship"
POSTPONED = "Postponed"
ACTIONS = {contribution.ACCEPTED: "Accept", contribution.DECLINED: "Decline"}
RESULTS = (*ACTIONS, POSTPONED)
SAVEPOINT = "upj_acceptance_list_item"


def waiting_gifts(municipality: str, organ: str) -> list[str]:
	"""Return the gifts that wait for this organ, by giver, as far as the user may see them. One query."""
	return frappe.get_list(
		GIFT,
		filters={
			"municipality": municipality,
			"deciding_organ": organ,
			"workflow_state": contribution.TO_BE_ACCEPTED,
		},
		pluck="name",
		order_by="giver_name asc, offered_on asc, name asc",
		limit_page_length=0,
	)


def take_over(doc: Document) -> tuple[int, int]:
	"""Take the results of the list over into its gifts: how many went, and how many were held up."""
	done = held_up = 0
	for row in doc.items:
		if row.taken_over or row.result not in RESULTS:
			continue
		obstacle = None if row.result == POSTPONED else _decide(doc, row)
		doc.record_row(row, taken_over=int(not obstacle), obstacle=obstacle)
		done, held_up = done + (not obstacle), held_up + bool(obstacle)
	return done, held_up


def _decide(doc: Document, row: Document) -> str | None:
	frappe.db.savepoint(SAVEPOINT)
	try:
		gift = frappe.get_doc(GIFT, row.sponsorship)
		gift.check_permission("write")
		gift.update({"council_paper": doc.council_paper, "decision_reason": row.reason or gift.decision_reason}).save()
		apply_workflow(gift.as_dict(), ACTIONS[row.result])
	except (frappe.ValidationError, frappe.PermissionError) as refusal:
		frappe.db.rollback(save_point=SAVEPOINT)
		frappe.clear_messages()
		return strip_html(str(refusal).replace("<br>", " ")) or _("You may not decide on this gift.")
	return None
