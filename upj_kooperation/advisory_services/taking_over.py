"""The office takes over what came in from outside: town and area are found or made, then the application is.

Nobody outside gains a right by this: what is made here is made by a person of the office, with that person's rights.
"""

import frappe
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import escape_html, getdate

from upj_kooperation import guest_mails
from upj_kooperation.advisory_services import intake_mails
from upj_kooperation.domain import intake as rules
from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.intake import IntakeStatus
from upj_kooperation.domain.programme_area import ACTIVE, ENDED
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date

HAND_IN = "Hand In"
# Where an application is over, so that a withdrawal changes nothing.
ENDED_STATES = (ApplicationState.WITHDRAWN, ApplicationState.REJECTED)


def take_over(name: str) -> Document:
	"""Make the application of what was handed in, counted from when that was, and return it.

	The rule: the municipality is the one with the typed key (AGS), the area is that municipality's with the same name;
	what is missing is made of the answers. Raises UniqueValidationError where the town has applied already.
	"""
	intake = frappe.get_doc("Application Intake", name, for_update=True)
	intake.check_permission("write")
	refuse(rules.check_taking_over(intake.status))
	municipality = _find_or_make_municipality(intake)
	area = intake.known_area() or _make_area(intake, municipality)
	application = frappe.get_doc(
		{
			"doctype": "Call Application",
			"call": intake.call,
			"municipality": municipality,
			"programme_area": area,
			"motivation": _as_rich_text(intake.motivation),
			"planned_project": _as_rich_text(intake.planned_project),
			"contact_person": intake.contact_person,
			"contact_email": intake.contact_email,
			"contact_phone": intake.contact_phone,
		}
	)
	application.record(intake=intake.name).insert()
	_copy_files(intake, application)
	application = apply_workflow(application.as_dict(), HAND_IN)
	intake.record(status=IntakeStatus.TAKEN_OVER).save()
	return application


def decline(name: str, reason: str) -> None:
	"""Close what was handed in without taking it over; the municipality is told the reason."""
	intake = frappe.get_doc("Application Intake", name, for_update=True)
	intake.check_permission("write")
	refuse(rules.check_taking_over(intake.status))
	if not reason.strip():
		refuse(rules.Problem(rules.REASON_MISSING))
	intake.record(status=IntakeStatus.DECLINED, office_reason=reason.strip())
	guest_mails.send(intake, intake_mails.MAILS, intake_mails.DECLINED)
	intake.save()


def _find_or_make_municipality(intake: Document) -> str:
	known = frappe.db.get_value("Municipality", intake.ags, "name")
	if known:
		return known
	return (
		frappe.get_doc({"doctype": "Municipality", "ags": intake.ags, "municipality_name": intake.municipality_name})
		.insert()
		.name
	)


def _make_area(intake: Document, municipality: str) -> str:
	end = as_date(intake.programme_to)
	ended = bool(end and end < getdate())
	area = {
		"doctype": "Programme Area",
		"area_name": intake.area_name,
		"municipality": municipality,
		"status": ENDED if ended else ACTIVE,
		"start_date": intake.programme_from,
		"end_date": end if ended else None,
		"programmes": [{"programme": intake.programme, "from_date": intake.programme_from, "to_date": end}],
	}
	return frappe.get_doc(area).insert().name


def _as_rich_text(text: str | None) -> str:
	lines = (escape_html(line.strip()) for line in (text or "").splitlines())
	return "".join(f"<p>{line}</p>" for line in lines if line)


def _copy_files(intake: Document, application: Document) -> None:
	for file in frappe.get_all(
		"File",
		filters={"attached_to_doctype": intake.doctype, "attached_to_name": intake.name},
		fields=["file_name", "file_url"],
		order_by="creation asc",
	):
		frappe.get_doc(
			{
				"doctype": "File",
				"file_name": file.file_name,
				"file_url": file.file_url,
				"is_private": 1,
				"attached_to_doctype": application.doctype,
				"attached_to_name": application.name,
			}
		).insert()
