import frappe
from frappe import _

from upj_kooperation.advisory_services import notices
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import selection as rules
from upj_kooperation.domain.selection import NoticeStatus
from upj_kooperation.refusals import refuse

TITLE_LENGTH = 140


class CallNotice(CooperationDocument):
	"""A notice by mail about the decision on an application: prepared, read by a person, sent once (F13)."""

	def validate(self) -> None:
		"""Keep what was sent, and name the notice."""
		if not (self.application and self.kind):
			# Frappe names the missing fields after this.
			return
		before = self._doc_before_save
		if before and before.status != NoticeStatus.PREPARED and self._changed_by_client():
			refuse(rules.Problem(rules.ALREADY_SENT, (before.sent_on or before.modified,)))
		self.notice_key = rules.notice_key(self.application, self.kind)
		title = frappe.db.get_value("Call Application", self.application, "application_title")
		self.notice_title = f"{_(self.kind)}: {title}"[:TITLE_LENGTH]

	def compose(self) -> "CallNotice":
		"""Write subject and text from the template, as it is now."""
		if self.status != NoticeStatus.PREPARED:
			refuse(rules.Problem(rules.ALREADY_SENT, (self.sent_on or self.modified,)))
		self.update(notices.composed(self.application, self.kind))
		return self


def on_doctype_update() -> None:
	"""Add the indexes of the list page and of the sweep."""
	add_list_index("Call Notice")
	frappe.db.add_index("Call Notice", ["status", "modified"])
