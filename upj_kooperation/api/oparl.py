"""Papers and results from a council information system: read on demand, and confirmed by a person (F42)."""

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow

from upj_kooperation.council_affairs import oparl_reading
from upj_kooperation.domain import council_paper as rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse

ACTIONS = {"Take Note": rules.NOTED, "Decide": rules.DECIDED}


@frappe.whitelist(methods=["POST"])
def read_source(source: str) -> str:
	"""Put a source in line to be read now; return its status."""
	doc = frappe.get_doc("OParl Source", source)
	doc.check_permission("write")
	oparl_reading.queue(doc.name)
	return frappe.db.get_value("OParl Source", doc.name, "status")


@frappe.whitelist(methods=["POST"])
def confirm_result(
	paper: str, action: str, result: str, meeting_body: str | None = None, outcome: str | None = None
) -> str:
	"""Take over the result that was read for a paper, as a step of its procedure; return the new state.

	action: "Take Note" or "Decide"; result: the text that the user saw; outcome: how it decided, which is not read out
	of a free text. The procedure decides who may take the step,
	and whether it must be somebody else than who wrote the paper. Raises ValidationError in words: nothing was read, it
	has changed meanwhile, or another user was faster.
	"""
	doc = frappe.get_doc("Council Paper", paper, for_update=True)
	doc.check_permission("write")
	if action not in ACTIONS:
		refuse(Problem(rules.UNKNOWN_ACTION, (action,)))
	if doc.workflow_state not in (rules.RELEASED, rules.SCHEDULED):
		refuse(Problem(rules.NOT_WAITING, (doc.workflow_state or rules.DRAFT,)))
	if doc.oparl_deleted or not doc.oparl_result:
		refuse(Problem(rules.NO_RESULT_READ))
	if doc.oparl_result != result:
		refuse(Problem(rules.RESULT_CHANGED))
	doc.update(
		{
			"meeting_body": meeting_body or doc.meeting_body or doc.oparl_meeting,
			"meeting_date": doc.oparl_meeting_date or doc.meeting_date,
		}
	)
	if doc.workflow_state == rules.RELEASED:
		apply_workflow(doc.save(), "Put on Agenda")
		doc = frappe.get_doc("Council Paper", paper, for_update=True)
	doc.update({"result": doc.oparl_result, "outcome": outcome})
	doc.record(oparl_confirmed_by=frappe.session.user).save()
	doc.add_comment("Info", _("Result confirmed as the council information system tells it"))
	return apply_workflow(doc, action).workflow_state
