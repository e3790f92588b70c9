import datetime

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime

from upj_kooperation import guest_mails, guests
from upj_kooperation.advisory_services import intake_mails
from upj_kooperation.advisory_services.doctype.project_call.project_call import lock_call, utc_now, window_of
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import call as call_rules
from upj_kooperation.domain import intake as rules
from upj_kooperation.domain.intake import IntakeStatus
from upj_kooperation.domain.municipality import check_ags, normalise_ags
from upj_kooperation.domain.programme_area import Activity
from upj_kooperation.domain.secret_link import expires_on
from upj_kooperation.domain.visitor import check_lengths
from upj_kooperation.refusals import for_the_record, in_words, refuse
from upj_kooperation.stakeholder_relations.lookups import as_date

# What the applicant writes, in the order of the form.
ANSWERS = (
	*("municipality_name", "ags", "area_name", "programme", "programme_from", "programme_to"),
	*("motivation", "planned_project", "contact_person", "contact_email", "contact_phone"),
)
LONG_ANSWERS = ("motivation", "planned_project")
MAY_STAY_EMPTY = frozenset({"programme_to", "contact_phone"})
TITLE_LENGTH = 140


class ApplicationIntake(CooperationDocument):
	"""What a municipality sends in from outside, from its first draft to the office's taking over (F11).

	Visitors have no rights on applications, towns and areas. They write here, each one record, by its secret link.
	"""

	def validate(self) -> None:
		"""Keep the answers within their limits and compose the title."""
		if not self.call:
			return
		self.ags = normalise_ags(self.ags)
		if self.is_new():
			self.check_call_is_open()
		refuse(rules.check_period(as_date(self.programme_from), as_date(self.programme_to)))
		refuse(check_lengths({self.label(field): self.get(field) for field in LONG_ANSWERS}))
		self.set_title()
		self.municipality = frappe.db.get_value("Municipality", self.ags, "name") if self.ags else None

	def set_title(self) -> None:
		"""Compose the title from the municipality's name and the call."""
		call_title = frappe.db.get_value("Project Call", self.call, "call_title", cache=True)
		self.intake_title = f"{self.municipality_name or _('Draft')}: {call_title}"[:TITLE_LENGTH]

	def label(self, fieldname: str) -> str:
		"""Return a field's label in the user's language."""
		return _(self.meta.get_label(fieldname), context=self.doctype)

	def check_call_is_open(self) -> None:
		"""Refuse a new draft for a call that takes nothing."""
		fields = ["status", "opens_on", "closes_on", "time_zone"]
		if call := frappe.db.get_value("Project Call", self.call, fields, as_dict=True):
			refuse(call_rules.check_window(call.status, window_of(call), utc_now()))

	def hand_in(self) -> None:
		"""Take the draft in: the window, the answers and the eligibility are checked now, under the call's lock.

		The clock is read after the lock. Whoever waits for it past the end is late, like everybody else.
		"""
		refuse(rules.check_change(self.status))
		call = lock_call(self.call)
		refuse(call_rules.check_window(call.status, window_of(call), utc_now()))
		answers = {self.label(field): self.get(field) for field in ANSWERS if field not in MAY_STAY_EMPTY}
		refuse(call_rules.check_complete({label: str(answer or "") for label, answer in answers.items()}))
		self.ags = normalise_ags(self.ags)
		refuse(check_ags(self.ags))
		eligibility = self.eligibility_on(getdate(), call.required_programme)
		if not eligibility.active:
			frappe.throw(
				_("{0} The call asks for a programme area that ran under {1} on the day of submission.").format(
					in_words(eligibility.reason), frappe.utils.escape_html(call.required_programme)
				),
				title=_("Not Eligible"),
			)
		self.record(
			status=IntakeStatus.HANDED_IN,
			submitted_on=now_datetime().replace(microsecond=0),
			eligibility_reason=for_the_record(eligibility.reason),
			link_expires_on=expires_on(getdate(call.closes_on), as_date(call.period_end), submitted=True),
		)
		guest_mails.send(self, intake_mails.MAILS, intake_mails.CONFIRMATION)

	def eligibility_on(self, day: datetime.date, required: str) -> Activity:
		"""Say whether the municipality may apply, by the office's record of the area, or by what the applicant says."""
		if area := self.known_area():
			return frappe.get_doc("Programme Area", area).was_active_on(day, required)
		return rules.declared_activity(
			self.programme or "", as_date(self.programme_from), as_date(self.programme_to), required, day
		)

	def known_area(self) -> str | None:
		"""Return the office's record of the area: the one of the municipality with the same name."""
		areas = frappe.get_all(
			"Programme Area",
			filters={"municipality": self.ags},
			fields=["name", "area_name"],
			order_by="creation asc",
		)
		return next((area.name for area in areas if rules.same_name(area.area_name, self.area_name)), None)

	def withdraw(self, reason: str | None) -> None:
		"""Withdraw what was handed in, also after the selection. A scheduled job then withdraws the application."""
		refuse(rules.check_withdrawal(self.status, self.application_state()))
		self.record(
			status=IntakeStatus.WITHDRAWN,
			withdrawn_on=now_datetime().replace(microsecond=0),
			withdrawal_reason=reason,
		)
		guest_mails.send(self, intake_mails.MAILS, intake_mails.WITHDRAWAL)

	def application_state(self) -> str | None:
		"""Return the state of the application that was made of this; None before the office took it over."""
		return frappe.db.get_value("Call Application", {"intake": self.name}, "workflow_state")

	def new_link(self) -> None:
		"""Give the record a secret link that is valid as long as it is needed."""
		call = frappe.db.get_value("Project Call", self.call, ["closes_on", "period_end"], as_dict=True)
		last_day = expires_on(getdate(call.closes_on), as_date(call.period_end), bool(self.submitted_on))
		guests.new_link(self, last_day)

	def link(self) -> str:
		"""Return the path that opens this record for whoever has it."""
		return f"/bewerbung/{guests.token_of(self)}"


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Application Intake")
