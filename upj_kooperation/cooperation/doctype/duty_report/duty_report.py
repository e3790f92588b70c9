import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from upj_kooperation import permissions
from upj_kooperation.cooperation import duty_reports
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import agreement as agreement_rules
from upj_kooperation.domain import partner_portal as rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date


class DutyReport(CooperationDocument):
	"""What a partner reports about its duty on the web; the town confirms it or sends it back (F19)."""

	def validate(self) -> None:
		"""Check a new report against its duty, and take over whose it is."""
		if self.is_new():
			self.bind_duty()
		self.open_key = rules.open_key(self.duty_row, self.status)

	def bind_duty(self) -> None:
		"""Find the duty, whose it is, and whether it can have been fulfilled on that day."""
		duty = duty_reports.read_duty(self.agreement, self.duty_row)
		own = permissions.scope_of(doctype=self.doctype).partner_of
		if not duty or (duty.stakeholder not in own and not permissions.in_scope(duty_reports.as_fenced(duty))):
			# The same words for what is not there and what is not theirs.
			refuse(Problem(agreement_rules.UNKNOWN_DUTY), exc=frappe.PermissionError)
		refuse(
			agreement_rules.check_fulfilment(
				duty.workflow_state,
				as_date(duty.fulfilled_on),
				getdate(self.fulfilled_on),
				as_date(duty.start_date),
				as_date(duty.ended_on),
				as_date(duty.leaves_on),
				getdate(),
			)
		)
		self.update({field: duty[field] for field in ("duty", "party_name", "stakeholder", "municipality")})

	def after_insert(self) -> None:
		"""Tell the person in the town who looks after the agreement."""
		duty_reports.tell_the_town(self)

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Say in words that the duty was reported already, also where another user was faster."""
		if self.open_key and "open_key" in str(e):
			frappe.throw(
				_(rules.REPORTED_ALREADY).format(formatdate(self.fulfilled_on)),
				frappe.UniqueValidationError,
				title=_("Already There"),
			)
		super().show_unique_validation_message(e)


def on_doctype_update() -> None:
	"""Add the indexes of the list page and of a partner's overview."""
	add_list_index("Duty Report")
	frappe.db.add_index("Duty Report", ["duty_row", "creation"])
