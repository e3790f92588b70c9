import datetime

import frappe
from frappe import _
from frappe.utils import escape_html, get_datetime, getdate, now_datetime

from upj_kooperation.advisory_services import notices, waitlist
from upj_kooperation.advisory_services.doctype.project_call.project_call import (
	lock_call,
	recount_places,
	utc_now,
	window_of,
)
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import call as rules
from upj_kooperation.domain import selection
from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.eligibility import check_eligibility
from upj_kooperation.domain.programme_area import Activity
from upj_kooperation.domain.quota import MandateStatus
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import for_the_record, in_words, refuse

MANDATORY_PARTS = ("motivation", "planned_project", "contact_person", "contact_email")
TITLE_LENGTH = 140


class CallApplication(CooperationDocument):
	"""A municipality's application for a call (F10, F11)."""

	def check_if_latest(self) -> None:
		"""Lock the call before its application, always in this order: two decisions never wait for each other."""
		if not self.is_new() and isinstance(self.call, str):
			self.flags.call_terms = lock_call(self.call)
		super().check_if_latest()

	def validate(self) -> None:
		"""Check what the step that is taken asks for."""
		if not (self.call and self.municipality and self.programme_area):
			# Frappe names the missing fields after this.
			return
		self.set_title()
		self.application_key = rules.application_key(self.call, self.municipality, self.workflow_state)
		if self.is_new() and not self.intake:
			refuse(rules.check_published(self.call_terms().status))
		if rules.is_checked(self.state_before()):
			self.keep_programme_area()
		elif self.workflow_state != ApplicationState.WITHDRAWN:
			self.check_eligibility()
		if self.moves_to(ApplicationState.HANDED_IN):
			self.check_submission()
		if self.moves_to(ApplicationState.SELECTED):
			self.check_applicant_stays()
			self.check_turn()
			refuse(rules.check_place(self.call_terms().places, self.call_terms().places_taken))

	def on_update(self) -> None:
		"""Count the places where one was taken or given back, and prepare the notice of a decision."""
		if kind := selection.notice_kind(self.state_before(), self.workflow_state):
			notices.prepare(self, kind)
		if self.moves_to(ApplicationState.SELECTED):
			recount_places(self.call)
		elif self.state_before() == ApplicationState.SELECTED and self.workflow_state != ApplicationState.SELECTED:
			recount_places(self.call)
			self.tell_what_follows_from_withdrawal()

	def on_trash(self) -> None:
		"""Lock the call before the application goes."""
		lock_call(self.call)

	def after_delete(self) -> None:
		"""Give back the place that a deleted application had."""
		recount_places(self.call)

	def state_before(self) -> str | None:
		"""Return the state as it is stored; None for a new application."""
		return self._doc_before_save.workflow_state if self._doc_before_save else None

	def moves_to(self, state: str) -> bool:
		"""Say whether this save takes the application into `state`."""
		return self.workflow_state == state != self.state_before()

	def call_terms(self) -> frappe._dict:
		"""Return the call's terms; they are locked and current when a stored application is saved."""
		if not self.flags.call_terms:
			self.flags.call_terms = lock_call(self.call)
		return self.flags.call_terms or frappe.throw(_("Choose the call."), frappe.MandatoryError)

	def set_title(self) -> None:
		"""Compose the title from municipality and call."""
		municipality = frappe.db.get_value("Municipality", self.municipality, "municipality_name", cache=True)
		self.application_title = f"{municipality}: {self.call_terms().call_title}"[:TITLE_LENGTH]

	def keep_programme_area(self) -> None:
		"""Refuse another programme area than the one that was checked."""
		if self.programme_area != self._doc_before_save.programme_area:
			frappe.throw(_(rules.AREA_IS_FIXED))

	def check_eligibility(self) -> None:
		"""Record whether the municipality could apply with this area today, and the reason in words."""
		day = getdate(self.sent_in_on())
		result = eligibility(self.programme_area, self.municipality, self.call_terms().required_programme, day)
		self.eligible = int(result.active)
		self.eligibility_reason = for_the_record(result.reason)
		self.flags.eligibility = result

	def check_submission(self) -> None:
		"""Refuse an application that is late, incomplete or not eligible; note when it was handed in.

		What came in over the public page was in time when it came, and counts from then.
		"""
		terms = self.call_terms()
		if not self.intake:
			refuse(rules.check_window(terms.status, window_of(terms), utc_now()))
		refuse(rules.check_complete({self.meta.get_label(field): self.get(field) for field in MANDATORY_PARTS}))
		result: Activity = self.flags.eligibility
		if not result.active:
			frappe.throw(
				_("{0} The call asks for a programme area that ran under {1} on the day of submission.").format(
					in_words(result.reason), escape_html(terms.required_programme)
				),
				title=_("Not Eligible"),
			)
		self.submitted_on = get_datetime(self.sent_in_on()).replace(microsecond=0)

	def sent_in_on(self) -> datetime.datetime:
		"""Return when the application came in: now, or when it was handed in on the public page."""
		if not self.intake:
			return now_datetime()
		return frappe.db.get_value("Application Intake", self.intake, "submitted_on") or now_datetime()

	def check_applicant_stays(self) -> None:
		"""Refuse to select an applicant who has withdrawn on the public page a moment ago."""
		if self.intake and frappe.db.get_value("Application Intake", self.intake, "withdrawn_on", for_update=True):
			frappe.throw(_("The municipality has withdrawn its application."), title=_("Withdrawn"))

	def check_turn(self) -> None:
		"""Refuse to select another one from the waitlist than the next, unless a reason of the decision is given."""
		if self.state_before() != ApplicationState.WAITLISTED or not is_blank(self.decision_reason):
			return
		following = selection.next_in_line(waitlist.waiting(self.call, lock=True))
		if following and following.name != self.name:
			title = frappe.db.get_value("Call Application", following.name, "application_title")
			refuse(Problem(selection.NOT_NEXT, (title,)))

	def tell_what_follows_from_withdrawal(self) -> None:
		"""Say who is next on the waitlist and which mandate is left over, to those who may see it."""
		following = selection.next_in_line(waitlist.waiting(self.call))
		message = _("A place of the call is free again.")
		if following and frappe.has_permission("Call Application", "write", following.name):
			title = frappe.db.get_value("Call Application", following.name, "application_title")
			message += " " + _("Next on the waitlist: {0}").format(escape_html(title))
		mandate = frappe.db.get_value(
			"Advisory Mandate", {"application": self.name, "status": MandateStatus.ACTIVE}, "name"
		)
		if mandate:
			message += "<br>" + _("The mandate {0} is still active. Please end it.").format(mandate)
		frappe.msgprint(message, title=_("Withdrawn after Selection"))

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Say in words that there is one application for each call and municipality."""
		same = {"application_key": self.application_key}
		first = frappe.db.get_value("Call Application", same, "name", for_update=True)
		frappe.throw(
			_("This municipality has already applied for the call ({0}). Continue there, or withdraw it first.").format(
				first or ""
			),
			frappe.UniqueValidationError,
			title=_("One Application for each Call"),
		)


def eligibility(programme_area: str, municipality: str, required_programme: str, day: datetime.date) -> Activity:
	"""Say whether a municipality may apply with an area on `day` under the programme that a call requires, and why."""
	area = frappe.get_doc("Programme Area", programme_area)
	return check_eligibility(
		area.area_name, area.municipality, municipality, area.was_active_on(day, required_programme)
	)


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Call Application")
