import frappe
from frappe import _
from frappe.utils import cint

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import sponsor_package as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import parse_amount
from upj_kooperation.refusals import refuse_all
from upj_kooperation.sponsoring.packages import count_taken
from upj_kooperation.stakeholder_relations.lookups import as_date


class SponsorPackage(CooperationDocument):
	"""What is offered to sponsors, at a price, and how often it can be taken (F24)."""

	def validate(self) -> None:
		"""Let the price follow from what the sponsor gets; hold the places that are taken."""
		self.require_project_of_the_town()
		self.price = float(sum(parse_amount(row.value) for row in self.items))
		taken = 0 if self.is_new() else count_taken(self.name)
		refuse_all(rules.package_problems(self.to_package(), taken))

	def require_project_of_the_town(self) -> None:
		"""Refuse a project of another municipality."""
		if self.cooperation_project and (
			frappe.db.get_value("Cooperation Project", self.cooperation_project, "municipality") != self.municipality
		):
			frappe.throw(_("The project belongs to another municipality. Choose one of this municipality."))

	def to_package(self) -> rules.Package:
		"""Return the package as plain values."""
		return rules.Package(
			self.package_title,
			parse_amount(self.price),
			cint(self.places),
			Period(as_date(self.offered_from), as_date(self.offered_until)),
			bool(cint(self.enabled)),
		)


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Sponsor Package")
