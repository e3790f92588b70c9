import frappe
from frappe import _
from frappe.utils import cint

from upj_kooperation.advisory_services import partners
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import exchange as rules
from upj_kooperation.domain.exchange import RequestStatus
from upj_kooperation.refusals import refuse


class ExchangeAnswer(CooperationDocument):
	"""What another municipality answers to an exchange request (F16)."""

	def validate(self) -> None:
		"""Check that the municipality may answer, and take over from the question who may read the answer."""
		fields = ["request_title", "municipality", "asked_municipality", "shared", "status"]
		question = frappe.db.get_value("Exchange Request", self.request, fields, as_dict=True, for_update=True)
		if not question:
			# Frappe says that the question is missing.
			return
		shared = bool(cint(question.shared))
		refuse(
			rules.check_answer(
				question.municipality, question.asked_municipality, shared, question.status, self.municipality
			)
		)
		self.record(
			answer_title=question.request_title, asking_municipality=question.municipality, shared=cint(question.shared)
		)

	def after_insert(self) -> None:
		"""Note at the question that it is answered, and tell who asked."""
		set_status(self.request, RequestStatus.OPEN, RequestStatus.ANSWERED)
		partners.tell(self.asking_municipality, self, _("Your question was answered: {0}"), self.answer_title)

	def after_delete(self) -> None:
		"""Open the question again with its last answer gone."""
		if not frappe.db.count("Exchange Answer", {"request": self.request}):
			set_status(self.request, RequestStatus.ANSWERED, RequestStatus.OPEN)


def set_status(request: str, before: str, after: str) -> None:
	"""Take a question from one status to another where it stands there."""
	requests = frappe.qb.DocType("Exchange Request")
	query = frappe.qb.update(requests).set(requests.status, after)
	query.where((requests.name == request) & (requests.status == before)).run()
	frappe.clear_document_cache("Exchange Request", request)


def on_doctype_update() -> None:
	"""Add the indexes of the list page."""
	add_list_index("Exchange Answer")
