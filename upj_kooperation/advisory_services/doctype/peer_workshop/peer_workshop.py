from frappe.utils import cint, flt, getdate

from upj_kooperation.advisory_services import partners
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import exchange as rules
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date


class PeerWorkshop(CooperationDocument):
	"""A meeting in which municipalities advise each other: who came and what came of it (F16)."""

	def _set_defaults(self) -> None:
		# Frappe fills an empty time with the current one, which says nothing about a workshop.
		start_time = self.get("start_time")
		super()._set_defaults()
		self.start_time = start_time

	def validate(self) -> None:
		"""Check who takes part and what is recorded."""
		self.hours = flt(self.hours, 2)
		for row in self.municipalities:
			row.municipality, row.municipality_name = partners.settle(row, "municipality", "municipality_name")
		rows = [(row.municipality, row.municipality_name) for row in self.municipalities]
		refuse(rules.check_participating(self.municipality, rows))
		came = sum(cint(row.attended) for row in self.municipalities)
		refuse(
			rules.check_workshop(
				self.status, as_date(self.workshop_date), getdate(), came, self.result, self.cancel_reason
			)
		)


def on_doctype_update() -> None:
	"""Add the indexes of the list page."""
	add_list_index("Peer Workshop")
