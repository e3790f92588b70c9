"""Steps of a request that follow from its matches: brokered, done, open again (F31, F34).

Each takes the lock of the request's row, so that of two matches at once the second sees what the first has done, and
changes nothing where the step was taken before. Whoever calls has checked the match; the session's user must be one
who may change the request.
"""

import frappe
from frappe.model.document import Document

from upj_kooperation.domain import support_request as rules
from upj_kooperation.domain.support_request import RequestState
from upj_kooperation.refusals import refuse


def mark_brokered(request: str) -> None:
	"""Let an accepted request be brokered: a partner has confirmed. Raises ValidationError from any earlier state."""
	doc = _locked(request)
	refuse(rules.check_brokering(doc.workflow_state))
	if doc.workflow_state == RequestState.ACCEPTED:
		doc.step_to(RequestState.BROKERED).save()


def mark_done(request: str) -> None:
	"""Let a brokered request be done: the support has taken place. Raises ValidationError from any earlier state."""
	doc = _locked(request)
	refuse(rules.check_completion(doc.workflow_state))
	if doc.workflow_state == RequestState.BROKERED:
		doc.step_to(RequestState.DONE).save()


def open_again(request: str) -> None:
	"""Let a brokered request be open for matching again: its match has failed. Any other state stays as it is."""
	doc = _locked(request)
	if doc.workflow_state == RequestState.BROKERED:
		doc.step_to(RequestState.ACCEPTED).save()


def _locked(request: str) -> Document:
	doc = frappe.get_doc("Support Request", request, for_update=True)
	doc.check_permission("write")
	return doc
