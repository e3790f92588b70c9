"""What the public pages of calls send, and how the office takes over what came in.

Visitors come without a login. Each post is counted (guests.py), carries a trap field where it makes something new, and
writes the one record whose secret link it holds. Nothing here skips a check of permissions.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from upj_kooperation import guest_files, guest_mails, guests
from upj_kooperation.advisory_services import intake_mails, taking_over
from upj_kooperation.advisory_services.doctype.application_intake.application_intake import ANSWERS
from upj_kooperation.domain import intake as rules
from upj_kooperation.domain.values import check_value
from upj_kooperation.public_pages import speak_the_sites_language
from upj_kooperation.refusals import refuse

INTAKE = "Application Intake"
# Posts an hour about one mail address, and about one record.
MAILS_AN_HOUR, SAVES_AN_HOUR, FILES_AN_HOUR = 5, 240, 60


@frappe.whitelist(allow_guest=True, methods=["POST"])
def start_application(call: str, answers: dict, once: str, website: str = "") -> dict[str, str]:
	"""Begin a draft for a call and mail its secret link; return {"link": path}.

	answers: contact_email, contact_person, and what else is known. once: a random key of the page that was filled
	in; the same page sent twice begins one draft. website: the trap, which stays empty. Raises ValidationError in
	words outside the call's window.
	"""
	guests.check_first_post(once, website)
	address = guests.mail_address(answers.get("contact_email"))
	if not frappe.db.exists("Project Call", call):
		frappe.throw(_("There is no project call here, or it is no longer published."), frappe.DoesNotExistError)
	guests.limit("start", address, MAILS_AN_HOUR)
	intake = frappe.get_doc({"doctype": INTAKE, "call": call})
	_write(intake, answers)
	intake, is_new = guests.insert_once(intake, once)
	if is_new:
		guest_mails.send(intake, intake_mails.MAILS, intake_mails.LINK)
		if intake.mails_due:
			intake.save()
	return {"link": intake.link()}


@frappe.whitelist(allow_guest=True, methods=["POST"])
def save_application(token: str, answers: dict) -> dict[str, str]:
	"""Save a draft and return {"saved": time of the day}. answers: fieldname to text."""
	intake = _draft(token, "save", SAVES_AN_HOUR)
	_write(intake, answers)
	intake.save()
	return {"saved": frappe.utils.nowtime()[:5]}


@frappe.whitelist(allow_guest=True, methods=["POST"])
def submit_application(token: str, answers: dict) -> dict[str, str]:
	"""Save the draft and hand it in; return {"link": path of the status page}. Sent twice, it is handed in once.

	Raises ValidationError in words outside the window, for missing answers, and for a town that is not eligible.
	"""
	intake = guests.opened(INTAKE, token, "save", SAVES_AN_HOUR)
	if intake.status != rules.IntakeStatus.HANDED_IN:
		refuse(rules.check_change(intake.status))
		_write(intake, answers)
		intake.hand_in()
		intake.save()
	return {"link": intake.link()}


@frappe.whitelist(allow_guest=True, methods=["POST"])
def add_file(token: str) -> dict[str, str]:
	"""Attach the posted file ("file") to a draft and return {"name", "file_name"}."""
	intake = _draft(token, "file", FILES_AN_HOUR)
	return guest_files.add_posted(intake)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def remove_file(token: str, file: str) -> None:
	"""Take a file off a draft again."""
	intake = _draft(token, "file", FILES_AN_HOUR)
	guest_files.remove(intake, file)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def withdraw_application(token: str, reason: str = "") -> dict[str, str]:
	"""Withdraw what was handed in, also after the selection; return {"link": path of the status page}."""
	intake = guests.opened(INTAKE, token, "save", SAVES_AN_HOUR)
	refuse(check_value("Small Text", reason), title=_("Reason"))
	intake.withdraw(reason)
	intake.save()
	return {"link": intake.link()}


@frappe.whitelist(allow_guest=True, methods=["POST"])
def send_link(call: str, contact_email: str, website: str = "") -> None:
	"""Mail the links of a person's drafts and applications anew. Says nothing about whether there are any."""
	speak_the_sites_language()
	guests.refuse_trapped(website)
	address = guests.mail_address(contact_email)
	guests.limit("send_link", address, MAILS_AN_HOUR)
	names = frappe.get_all(
		INTAKE,
		filters={"call": call, "contact_email": address},
		pluck="name",
		order_by="modified desc",
		limit=MAILS_AN_HOUR,
	)
	for name in names:
		intake = frappe.get_doc(INTAKE, name, for_update=True)
		guests.mark_as_opened(intake)
		intake.new_link()
		kind = intake_mails.CONFIRMATION if intake.submitted_on else intake_mails.LINK
		guest_mails.send(intake, intake_mails.MAILS, kind)
		intake.save()


@frappe.whitelist(methods=["POST"])
def take_over_application(intake: str) -> str:
	"""Make the application of what was handed in, with the town's and the area's record; return its name.

	Needs the rights to change what came in and to make what is missing. Raises UniqueValidationError where the
	municipality has applied already, ValidationError where it was taken over before.
	"""
	return taking_over.take_over(intake).name


@frappe.whitelist(methods=["POST"])
def decline_application(intake: str, reason: str) -> None:
	"""Close what was handed in without taking it over, and tell the municipality why."""
	taking_over.decline(intake, reason)


def _draft(token: str, action: str, most: int) -> Document:
	intake = guests.opened(INTAKE, token, action, most)
	refuse(rules.check_change(intake.status))
	return intake


def _write(intake: Document, answers: dict) -> None:
	if "contact_email" in answers:
		answers = {**answers, "contact_email": guests.mail_address(answers["contact_email"])}
	intake.update({field: answers[field] or None for field in ANSWERS if field in answers})
