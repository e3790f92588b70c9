import frappe
from frappe.query_builder.functions import Coalesce, Count
from frappe.utils import cint, get_datetime

from upj_kooperation.document import CooperationDocument
from upj_kooperation.domain import call as rules
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date


class ProjectCall(CooperationDocument):
	"""A call for municipalities to take part in a project (F9)."""

	def validate(self) -> None:
		"""Check status, dates and places."""
		before = self._doc_before_save
		refuse(rules.check_status_change(before.status if before else None, self.status))
		refuse(rules.check_terms(self.terms()))

	def terms(self) -> rules.CallTerms:
		"""Return dates and places as plain values."""
		return rules.CallTerms(
			opens_on=get_datetime(self.opens_on) if self.opens_on else None,
			closes_on=get_datetime(self.closes_on) if self.closes_on else None,
			period_start=as_date(self.period_start),
			period_end=as_date(self.period_end),
			places=cint(self.places),
			places_taken=cint(self.places_taken),
		)


def lock_call(call: str) -> frappe._dict | None:
	"""Lock a call until the end of the transaction and return its terms as they are now; None if there is none."""
	fields = ["name", "call_title", "status", "places", "places_taken", "opens_on", "closes_on", "required_programme"]
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
