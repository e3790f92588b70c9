"""What partners do on the web, and how a town invites them and answers (F19).

A partner's contact has no right in the desk: the pages and these functions open the agreements of which the partner is
a party, from the signatures on, and nothing else.
"""

import frappe
from frappe import _
from frappe.translate import print_language
from frappe.utils import getdate

from upj_kooperation import guests, permissions
from upj_kooperation.api.agreements import day_of
from upj_kooperation.api.cooperation import fulfil_duty
from upj_kooperation.cooperation import duty_reports, partner_pages
from upj_kooperation.domain import partner_portal as rules
from upj_kooperation.public_pages import speak_the_sites_language
from upj_kooperation.refusals import refuse

MANAGER = "Cooperation Manager"
ACCESS, REPORT, AGREEMENT = "Partner Access", "Duty Report", "Cooperation Agreement"
# Posts an hour about one duty.
REPORTS_AN_HOUR = 30


@frappe.whitelist(methods=["GET"])
def contacts_to_invite(agreement: str) -> list[dict]:
	"""Return the contacts of an agreement's partners, with the access that is open. Three queries for any number.

	Each: {stakeholder, stakeholder_name, contact, full_name, email_id, access, status}; access: name of the Partner
	Access, None without one.
	"""
	doc = frappe.get_doc(AGREEMENT, agreement)
	doc.check_permission("read")
	permissions.require_roles(MANAGER)
	return partner_pages.contacts_of({row.stakeholder: row.party_name for row in doc.parties if row.stakeholder})


@frappe.whitelist(methods=["POST"])
def invite_contact(stakeholder: str, contact: str) -> str:
	"""Give a partner's contact access on the web; return the name of the Partner Access.

	The account is made and the mail goes out within a few minutes. Raises ValidationError in words: no contact of the
	partner, no mail address, somebody who works in the desk; UniqueValidationError where there is access already.
	"""
	permissions.require_roles(MANAGER)
	return frappe.get_doc({"doctype": ACCESS, "stakeholder": stakeholder, "contact": contact}).insert().name


@frappe.whitelist(methods=["POST"])
def end_access(access: str) -> None:
	"""Take a contact's access away; that takes effect at once."""
	doc = permissions.locked(ACCESS, access, MANAGER)
	if doc.status == rules.ENDED:
		frappe.throw(_(rules.ENDED_ALREADY), title=_("Please Correct"))
	doc.record(status=rules.ENDED, ended_on=getdate()).save()


@frappe.whitelist(methods=["GET"])
def reports_of(agreement: str) -> list[dict]:
	"""Return what partners reported about an agreement and the town has not answered yet, the earliest first."""
	frappe.get_doc(AGREEMENT, agreement).check_permission("read")
	return frappe.get_list(
		REPORT,
		filters={"agreement": agreement, "status": rules.REPORTED},
		fields=["name", "party_name", "duty", "fulfilled_on", "note"],
		order_by="creation asc",
		limit=0,
	)


@frappe.whitelist(methods=["POST"])
def confirm_report(report: str) -> dict[str, int]:
	"""Record the duty as fulfilled as its partner reported it. Returns how many duties are still open.

	Raises ValidationError in words where the duty was fulfilled already or is not owed.
	"""
	doc = frappe.get_doc(REPORT, report)
	doc.check_permission("write")
	return fulfil_duty(doc.agreement, doc.duty_row, doc.fulfilled_on, doc.note)


@frappe.whitelist(methods=["POST"])
def return_report(report: str, answer: str) -> None:
	"""Send a report back to its partner and say why; the duty can be reported anew."""
	doc = permissions.locked(REPORT, report, MANAGER)
	refuse(rules.check_return(doc.status, answer))
	duty_reports.decide(doc, rules.RETURNED, answer)


@frappe.whitelist(methods=["POST"])
def report_fulfilment(token: str, answers: dict) -> dict[str, str]:
	"""Report an own duty as fulfilled; return {"link": path of the agreement's page}.

	token: agreement and row of the duty with a bar between them, as the page says it; answers: fulfilled_on, note.
	Raises PermissionError in words for a duty of others, ValidationError for a day that cannot be.
	"""
	speak_the_sites_language()
	permissions.require_roles(permissions.PARTNER)
	agreement, _bar, row = token.partition("|")
	guests.limit("report", row, REPORTS_AN_HOUR)
	frappe.get_doc(
		{
			"doctype": REPORT,
			"agreement": agreement,
			"duty_row": row,
			"fulfilled_on": day_of(answers.get("fulfilled_on"), _("Fulfilled on")),
			"note": answers.get("note") or None,
		}
	).insert()
	return {"link": partner_pages.path_of(agreement)}


@frappe.whitelist(methods=["POST"])
def choose_duty_mails(token: str, answers: dict) -> dict[str, str]:
	"""Switch the mails about duties on or off for the user's own accesses; return {"link": path of the overview}.

	token: On or Off, as the page says it; answers: none.
	"""
	speak_the_sites_language()
	permissions.require_roles(permissions.PARTNER)
	if token not in rules.SWITCH:
		frappe.throw(_("This page is out of date. Please load it again."))
	partner_pages.switch_duty_mails(token == rules.ON)
	return {"link": "/partner"}


@frappe.whitelist(methods=["GET"])
def download_agreement(agreement: str) -> None:
	"""Answer with an own agreement as PDF. Raises PermissionError in words where the user's partners are no party."""
	doc = partner_pages.open_agreement(agreement)
	with print_language(frappe.db.get_default("lang") or frappe.local.lang):
		content = partner_pages.as_pdf_for_partner(doc)
	_answer(content, f"{doc.name}.pdf")


@frappe.whitelist(methods=["GET"])
def download_copy(agreement: str, party_row: str) -> None:
	"""Answer with the copy of the own signature under an agreement."""
	doc = partner_pages.open_agreement(agreement)
	content, file_name = partner_pages.own_copy(doc, party_row)
	_answer(content, file_name)


def _answer(content: bytes, file_name: str) -> None:
	frappe.local.response.update({"filename": file_name, "filecontent": content, "type": "download"})
