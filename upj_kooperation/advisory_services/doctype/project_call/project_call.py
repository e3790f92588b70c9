import datetime

import frappe
from frappe.query_builder.functions import Coalesce, Count
from frappe.utils import cint, get_datetime

from upj_kooperation.advisory_services import reviewing
from upj_kooperation.document import CooperationDocument
from upj_kooperation.domain import call as rules
from upj_kooperation.domain import review
from upj_kooperation.domain.window import DEFAULT_ZONE, UTC, Window
from upj_kooperation.public_pages import free_slug
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date

SLUG_WITHOUT_LETTERS = "projektaufruf"


class ProjectCall(CooperationDocument):
	"""A call for municipalities to take part in a project (F9)."""

	def onload(self) -> None:
		"""Tell the form where the page is and whether applications are taken now."""
		self.set_onload("phase", window_of(self).phase(utc_now()) if self.opens_on and self.closes_on else None)

	def validate(self) -> None:
		"""Check status, dates and places; give the public page its address."""
		self.time_zone = (self.time_zone or DEFAULT_ZONE).strip()
		before = self._doc_before_save
		refuse(rules.check_status_change(before.status if before else None, self.status))
		refuse(rules.check_terms(self.terms()))
		if self.call_title and not self.slug:
			self.slug = free_slug("Project Call", self.call_title, SLUG_WITHOUT_LETTERS)
		self.check_criteria()

	def check_criteria(self) -> None:
		"""Check the criteria, and that they stay as they are once the first review is in (F12)."""
		criteria = self.plain_criteria()
		refuse(review.check_criteria([plain for plain, _words in criteria]))
		if not self._doc_before_save or criteria == self._doc_before_save.plain_criteria():
			return
		first = {"call": self.name, "status": review.ReviewStatus.HANDED_IN}
		# A locking read: a review that was handed in a moment ago counts, too.
		if frappe.db.get_value("Application Review", first, "name", for_update=True):
			refuse(review.Problem(review.CRITERIA_ARE_FIXED))

	def plain_criteria(self) -> list[tuple[review.Criterion, str]]:
		"""Return the criteria in their order as plain values, each with the words on what counts."""
		return [(reviewing.as_criterion(row), row.description or "") for row in self.criteria]

	def terms(self) -> rules.CallTerms:
		"""Return dates and places as plain values."""
		return rules.CallTerms(
			opens_on=get_datetime(self.opens_on) if self.opens_on else None,
			closes_on=get_datetime(self.closes_on) if self.closes_on else None,
			period_start=as_date(self.period_start),
			period_end=as_date(self.period_end),
			places=cint(self.places),
			places_taken=cint(self.places_taken),
			zone=self.time_zone,
		)


def utc_now() -> datetime.datetime:
	"""Return this moment, in UTC."""
	return datetime.datetime.now(UTC)


def window_of(call: frappe._dict | ProjectCall) -> Window:
	"""Return the window of a call, or of a row with its dates, as plain values."""
	return Window(get_datetime(call.opens_on), get_datetime(call.closes_on), call.time_zone or DEFAULT_ZONE)


def lock_call(call: str) -> frappe._dict | None:
	"""Lock a call until the end of the transaction and return its terms as they are now; None if there is none."""
	fields = [
		*("name", "call_title", "status", "places", "places_taken"),
		*("opens_on", "closes_on", "time_zone", "period_end", "required_programme"),
	]
	return frappe.db.get_value("Project Call", call, fields, as_dict=True, for_update=True)


def recount_places(call: str) -> None:
	"""Count a call's taken places in one atomic statement. Whoever calls holds the call's lock."""
	calls = frappe.qb.DocType("Project Call")
	applications = frappe.qb.DocType("Call Application")
	taken = (
		frappe.qb.from_(applications)
		.select(Count("*"))
		.where(applications.call == call)
		.where(applications.workflow_state == rules.ApplicationState.SELECTED)
	)
	frappe.qb.update(calls).set(calls.places_taken, Coalesce(taken, 0)).where(calls.name == call).run()
	frappe.clear_document_cache("Project Call", call)
