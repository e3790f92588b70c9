import frappe
from frappe import _
from frappe.utils import cint

from upj_kooperation.advisory_services import partners
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import exchange as rules
from upj_kooperation.refusals import refuse


class ExchangeRequest(CooperationDocument):
	"""A question of one municipality to others, who answers it, and what came of it (F16)."""

	def validate(self) -> None:
		"""Find out who is asked, and check the question."""
		self.asked_municipality, self.asked_name = partners.settle(self, "asked_municipality", "asked_name")
		answers = 0 if self.is_new() else frappe.db.count("Exchange Answer", {"request": self.name})
		refuse(
			rules.check_request(
				self.municipality, self.asked_municipality, bool(cint(self.shared)), self.status, self.outcome, answers
			)
		)

	def on_update(self) -> None:
		"""Let the answers be read by those who may read the question, and tell those who are asked."""
		before = self._doc_before_save
		if before and cint(before.shared) != cint(self.shared):
			answers = frappe.qb.DocType("Exchange Answer")
			frappe.qb.update(answers).set(answers.shared, cint(self.shared)).where(answers.request == self.name).run()
		if self.asked_municipality and (not before or before.asked_municipality != self.asked_municipality):
			partners.tell(self.asked_municipality, self, _("A municipality asks you: {0}"), self.request_title)


def on_doctype_update() -> None:
	"""Add the indexes of the list page."""
	add_list_index("Exchange Request")
