from decimal import Decimal

import frappe
from frappe import _
from frappe.query_builder.functions import Coalesce, Count, Sum
from frappe.utils import cint, escape_html, getdate
from pypika import Case

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import mandate_terms
from upj_kooperation.domain import quota as rules
from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.eligibility import check_owner
from upj_kooperation.domain.mandate_terms import Threshold
from upj_kooperation.domain.session import SessionStatus
from upj_kooperation.domain.values import Problem
from upj_kooperation.history import keep_rows
from upj_kooperation.permissions import ADVISER
from upj_kooperation.refusals import in_words, refuse
from upj_kooperation.stakeholder_relations.lookups import as_date

LOCKED_FIELDS = (
	"name",
	"municipality",
	"programme_area",
	"consultant",
	"status",
	"start_date",
	"end_date",
	"quota_sessions",
	"quota_hours",
	"sessions_used",
	"hours_used",
)
# When each threshold was announced; emptied as soon as the mandate is below it again.
WARNED = {
	Threshold.USED_UP: "used_up_warned_on",
	Threshold.SHARE: "quota_warned_on",
	Threshold.END: "end_warned_on",
}


class AdvisoryMandate(CooperationDocument):
	"""A consultant's assignment to advise a municipality, with a quota of sessions and hours (F14)."""

	def onload(self) -> None:
		"""Hand the form what the mandate has reached, in words."""
		if self.status == rules.MandateStatus.ACTIVE:
			self.set_onload("reached", [in_words(text) for text in reached_by(self).values()])

	def validate(self) -> None:
		"""Check period, quota, area and consultant, and work out what remains."""
		self.take_over_application()
		refuse(rules.check_mandate(agreed(self), as_date(self.start_date), as_date(self.end_date)))
		refuse(rules.check_lowered(agreed(self), used(self)))
		# An import fills in no defaults.
		self.warn_percent = cint(self.warn_percent) or mandate_terms.USUAL_PERCENT
		refuse(mandate_terms.check_warning(self.warn_percent))
		self.record_change()
		self.check_held_sessions()
		self.check_programme_area()
		self.check_consultant()
		self.work_out_remaining()
		self.forget_warnings()

	def on_update(self) -> None:
		"""Hand planned sessions over when the consultant or the area changes; what was held stays as it was."""
		before = self._doc_before_save
		if before and (before.consultant, before.programme_area) != (self.consultant, self.programme_area):
			sessions = frappe.qb.DocType("Advisory Session")
			(
				frappe.qb.update(sessions)
				.set(sessions.consultant, self.consultant)
				.set(sessions.programme_area, self.programme_area)
				.where(sessions.mandate == self.name)
				.where(sessions.status == SessionStatus.PLANNED)
				.run()
			)

	def take_over_application(self) -> None:
		"""Check that a new mandate rests on a selected application of the same municipality."""
		if not self.application or not self.municipality or not self.is_new():
			return
		fields = ["municipality", "programme_area", "workflow_state"]
		application = frappe.db.get_value("Call Application", self.application, fields, as_dict=True, for_update=True)
		if application.workflow_state != ApplicationState.SELECTED:
			frappe.throw(
				_("The application {0} is not selected. A mandate can be opened once it is.").format(self.application)
			)
		if application.municipality != self.municipality:
			frappe.throw(_("The application {0} belongs to another municipality.").format(self.application))
		self.programme_area = self.programme_area or application.programme_area

	def record_change(self) -> None:
		"""Keep the history of what was agreed: a change after the first session comes with its reason."""
		before = self._doc_before_save
		added = keep_rows(self, "extensions")
		in_use = bool(before and (before.extensions or before.sessions_used))
		reasons = [row.reason for row in added]
		refuse(
			mandate_terms.check_change(
				terms_of(before) if before else None, terms_of(self), in_use=in_use, reasons=reasons
			)
		)
		for row in added:
			self.record_row(
				row,
				changed_on=getdate(),
				changed_by=frappe.session.user,
				sessions_before=before.quota_sessions,
				sessions_after=self.quota_sessions,
				hours_before=before.quota_hours,
				hours_after=self.quota_hours,
				end_before=before.end_date,
				end_after=self.end_date,
			)

	def forget_warnings(self) -> None:
		"""Announce a threshold anew once the mandate, extended or corrected, reaches it again."""
		reached = reached_by(self)
		self.record(**{field: None for threshold, field in WARNED.items() if threshold not in reached})

	def check_held_sessions(self) -> None:
		"""Refuse a period that leaves out a session that was held."""
		if self.is_new() or not (self.has_value_changed("start_date") or self.has_value_changed("end_date")):
			return
		held = {"mandate": self.name, "status": SessionStatus.HELD}
		first, last = (
			frappe.db.get_value("Advisory Session", held, "session_date", order_by=order, for_update=True)
			for order in ("session_date asc", "session_date desc")
		)
		refuse(rules.check_held_days(as_date(self.start_date), as_date(self.end_date), first, last))

	def check_programme_area(self) -> None:
		"""Refuse the area of another municipality."""
		if self.programme_area and self.municipality and self.has_value_changed("programme_area"):
			area = frappe.db.get_value(
				"Programme Area", self.programme_area, ["area_name", "municipality"], as_dict=True
			)
			refuse(check_owner(area.area_name, area.municipality, self.municipality))

	def check_consultant(self) -> None:
		"""Refuse a consultant who cannot log sessions."""
		if not self.consultant or not self.has_value_changed("consultant"):
			return
		if not cint(frappe.db.get_value("User", self.consultant, "enabled")) or ADVISER not in frappe.get_roles(
			self.consultant
		):
			frappe.throw(
				_("{0} cannot be the consultant: this needs an enabled user with the role {1}.").format(
					escape_html(self.consultant), _(ADVISER)
				)
			)

	def work_out_remaining(self) -> None:
		"""Set what remains. Saving holds the mandate's lock, so the counters read before it are current."""
		left = rules.remaining(agreed(self), used(self))
		self.sessions_remaining, self.hours_remaining = left.sessions, float(left.hours)

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Say in words that an application gets one mandate."""
		first = frappe.db.get_value("Advisory Mandate", {"application": self.application}, "name", for_update=True)
		frappe.throw(
			_("The application {0} already has its mandate ({1}). Change that one instead.").format(
				self.application, first or ""
			),
			frappe.UniqueValidationError,
			title=_("One Mandate for each Application"),
		)


def agreed(mandate: frappe._dict | AdvisoryMandate) -> rules.Amount:
	"""Return the sessions and hours that a mandate covers."""
	return rules.Amount(cint(mandate.quota_sessions), as_hours(mandate.quota_hours))


def used(mandate: frappe._dict | AdvisoryMandate) -> rules.Amount:
	"""Return the sessions and hours that have been held under a mandate."""
	return rules.Amount(cint(mandate.sessions_used), as_hours(mandate.hours_used))


def terms_of(mandate: frappe._dict | AdvisoryMandate) -> mandate_terms.Terms:
	"""Return what a mandate covers, as the rules look at it."""
	return mandate_terms.Terms(agreed(mandate), as_date(mandate.end_date))


def reached_by(mandate: frappe._dict | AdvisoryMandate) -> dict[str, Problem]:
	"""Return the thresholds that a mandate has reached today, each with its announcement."""
	return mandate_terms.reached(
		terms_of(mandate), used(mandate), getdate(), cint(mandate.warn_percent), cint(mandate.warn_days)
	)


def as_hours(value: float | str | None) -> Decimal:
	"""Return hours as an exact number with two decimals."""
	return Decimal(str(value or 0)).quantize(Decimal("0.01"))


def read_mandate(mandate: str, *, lock: bool) -> frappe._dict | None:
	"""Return a mandate's fields that sessions need, or None.

	lock: until the end of the transaction; the counters are then exact, whoever else logs a session.
	"""
	if lock:
		return frappe.db.get_value("Advisory Mandate", mandate, LOCKED_FIELDS, as_dict=True, for_update=True)
	# Asked with every planned session; get_value parses each field's name anew, which costs more than the query.
	mandates = frappe.qb.DocType("Advisory Mandate")
	fields = [mandates[field] for field in LOCKED_FIELDS]
	return next(iter(frappe.qb.from_(mandates).select(*fields).where(mandates.name == mandate).run(as_dict=True)), None)


def recount(mandate: str) -> None:
	"""Count a mandate's held sessions and hours in one atomic statement. Whoever calls holds the mandate's lock."""
	mandates = frappe.qb.DocType("Advisory Mandate")
	sessions = frappe.qb.DocType("Advisory Session")
	held = frappe.qb.from_(sessions).where(sessions.mandate == mandate).where(sessions.status == SessionStatus.HELD)
	# Coalesce also puts the brackets around the subquery.
	count, hours = Coalesce(held.select(Count("*")), 0), Coalesce(held.select(Sum(sessions.hours)), 0)
	(
		frappe.qb.update(mandates)
		.set(mandates.sessions_used, count)
		.set(mandates.hours_used, hours)
		.set(
			mandates.sessions_remaining,
			Case().when(mandates.quota_sessions > count, mandates.quota_sessions - count).else_(0),
		)
		.set(
			mandates.hours_remaining,
			Case().when(mandates.quota_hours > hours, mandates.quota_hours - hours).else_(0),
		)
		.where(mandates.name == mandate)
		.run()
	)
	frappe.clear_document_cache("Advisory Mandate", mandate)


def on_doctype_update() -> None:
	"""Add the indexes of the list page."""
	add_list_index("Advisory Mandate")
