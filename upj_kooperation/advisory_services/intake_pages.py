"""The pages on which a municipality applies: the start, and the one behind the secret link (F11)."""

import secrets
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_datetime, formatdate

from upj_kooperation import guests
from upj_kooperation.advisory_services.call_pages import clock, phase_of, public_call
from upj_kooperation.domain import intake as rules
from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.intake import IntakeStatus
from upj_kooperation.domain.window import DEFAULT_ZONE, Phase
from upj_kooperation.guest_files import files_of, form_limits
from upj_kooperation.public_pages import begin, csrf_token, not_found, speak_the_sites_language

INTAKE = "Application Intake"
SHOWN_ANSWERS = ("municipality_name", "ags", "area_name", "programme", "motivation", "planned_project")


def show_start(context: frappe._dict) -> None:
	"""Fill the page on which a draft is begun; 404 in words unless the call is public and takes applications now."""
	speak_the_sites_language()
	call = public_call(frappe.form_dict.get("slug"))
	if not call or phase_of(call) != Phase.OPEN:
		not_found(context, _("This project call takes no applications at the moment."))
		return
	begin(context, _("Begin an Application"))
	context.update({"call": call, "once": secrets.token_urlsafe(24), **_times(call), "csrf": csrf_token()})


def show_application(context: frappe._dict) -> None:
	"""Fill the page behind the secret link: the form of a draft, or how an application stands."""
	speak_the_sites_language()
	intake = guests.open_for_page(INTAKE, context)
	if not intake:
		return
	call = frappe.get_cached_doc("Project Call", intake.call)
	begin(context, _("Your Application"), secret=True)
	context.update(
		{
			"call": call,
			"intake": intake,
			"token": frappe.form_dict.token,
			"csrf": csrf_token(),
			"files": files_of(intake),
			"is_draft": intake.status == IntakeStatus.DRAFT,
			"required_programme": call.required_programme,
			"phase": phase_of(call),
			**_times(call),
			**(form_limits() if intake.status == IntakeStatus.DRAFT else _standing(intake)),
		}
	)


def _standing(intake: Document) -> dict[str, Any]:
	state = intake.application_state()
	facts = []
	if intake.withdrawn_on:
		facts.append({"label": _("Withdrawn on"), "value": format_datetime(intake.withdrawn_on, "d. MMMM y, HH:mm")})
	if intake.eligibility_reason:
		facts.append({"label": _("Eligibility on the Day"), "value": intake.eligibility_reason})
	facts.append({"label": _("Link Valid until"), "value": formatdate(intake.link_expires_on)})
	return {
		"state": _in_the_applicants_words(intake, state),
		"submitted": clock(intake.submitted_on),
		"facts": facts,
		"parts": [{"label": intake.label(field), "value": intake.get(field)} for field in SHOWN_ANSWERS],
		"can_withdraw": rules.check_withdrawal(intake.status, state) is None,
	}


def _in_the_applicants_words(intake: Document, state: str | None) -> dict[str, Any]:
	if intake.status == IntakeStatus.WITHDRAWN or state == ApplicationState.WITHDRAWN:
		return {"heading": _("Your application is withdrawn"), "lines": [_("It takes no further part in the call.")]}
	if intake.status == IntakeStatus.DECLINED:
		return {
			"heading": _("Your application was not taken over"),
			"tone": "bad",
			"lines": [intake.office_reason, _("Please write to the office if you have questions.")],
		}
	words = {
		ApplicationState.UNDER_REVIEW: (_("Your application is under review"), "", _("The office is looking at it.")),
		ApplicationState.SHORTLISTED: (_("Your application is on the shortlist"), "", _("The choice is still open.")),
		ApplicationState.SELECTED: (_("Your municipality is selected"), "good", _("The office will be in touch.")),
		ApplicationState.WAITLISTED: (
			_("Your application is on the waitlist"),
			"",
			_("When a selected municipality withdraws, you may move up."),
		),
		ApplicationState.REJECTED: (
			_("Your application was not selected"),
			"",
			_("Thank you for applying. Please write to the office if you have questions."),
		),
	}
	heading, tone, line = words.get(
		state,
		(_("Your application has been received"), "good", _("A confirmation is on its way to {0}.")),
	)
	return {"heading": heading, "tone": tone, "lines": [line.format(intake.contact_email)]}


def _times(call: Any) -> dict[str, str]:
	return {
		"closes": clock(call.closes_on),
		"zone": "" if call.time_zone in (None, "", DEFAULT_ZONE) else call.time_zone,
	}
