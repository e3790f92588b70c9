"""What a member of a challenge group does on the web: log a call of an own match, read minutes as PDF (F32, F33)."""

import frappe
from frappe import _

from upj_kooperation import guests
from upj_kooperation.api.agreements import day_of
from upj_kooperation.challenge_brokering import member_pages, members
from upj_kooperation.domain import challenge_portal as rules
from upj_kooperation.domain.values import check_value
from upj_kooperation.public_pages import speak_the_sites_language
from upj_kooperation.refusals import refuse

# Posts an hour about one match.
CALLS_AN_HOUR = 30


@frappe.whitelist(methods=["POST"])
def log_call(token: str, answers: dict) -> dict[str, str]:
	"""Log that the user has called the partner of an own match today; return {"link": path of the next page}.

	token: the match; answers: outcome, way, next_on, note. The rule is that of the desk (PartnerMatch.log_attempt).
	Raises PermissionError in words for another's match and outside the own term, ValidationError for what is missing.
	"""
	speak_the_sites_language()
	doc = members.opened_match(token)
	guests.limit("call", doc.name, CALLS_AN_HOUR)
	outcome, way, note = (answers.get(field) or "" for field in ("outcome", "way", "note"))
	for label, value in ((_("Outcome"), outcome), (_("Way"), way), (_("Remark"), note)):
		refuse(check_value("Small Text", value), title=label)
	next_on = day_of(answers["next_on"], _("Next on")) if answers.get("next_on") else None
	refuse(rules.check_call(doc.state, outcome, next_on, note))
	doc.log_attempt(outcome, way, next_on, note.strip()).save()
	return {"link": member_pages.HOME}


@frappe.whitelist(methods=["GET"])
def print_minutes(meeting: str) -> None:
	"""Answer with the released minutes of a meeting of an own group as PDF. Raises PermissionError in words else."""
	speak_the_sites_language()
	member_pages.answer_with_minutes(meeting)
