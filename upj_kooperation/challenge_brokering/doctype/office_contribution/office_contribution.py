import frappe
from frappe.utils import cint, escape_html, getdate

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import co_financing as rules
from upj_kooperation.domain.values import Problem, parse_amount
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date

GIFT_FIELDS = ["giver", "municipality", "kind", "received_amount"]


class OfficeContribution(CooperationDocument):
	"""What a payer pledged for a year of a challenge group's office, and what came in (F35)."""

	def onload(self) -> None:
		"""Show what came in by now where a gift says so."""
		if self.sponsorship:
			self.add_up(frappe.db.get_value("Sponsorship", self.sponsorship, "received_amount"))

	def validate(self) -> None:
		"""Take town and payer's side from the records; check year, money and gift."""
		refuse(rules.check_year(cint(self.year)))
		if parse_amount(self.pledged) <= 0:
			refuse(Problem(rules.NOTHING_PLEDGED))
		self.municipality = frappe.db.get_value("Challenge Group", self.challenge_group, "municipality")
		self.take_payer()
		payments = [(as_date(row.received_on), parse_amount(row.amount)) for row in self.payments]
		refuse(rules.check_payments(payments, self.sponsorship, getdate()))
		self.add_up(self.checked_gift() if self.sponsorship else sum(amount for _day, amount in payments))
		self.once = "|".join((self.challenge_group, str(cint(self.year)), self.payer or ""))

	def take_payer(self) -> None:
		"""Name the payer and say whose money it is; without a payer the municipality pays."""
		if not self.payer:
			self.payer_name = frappe.db.get_value("Municipality", self.municipality, "municipality_name")
			self.side = rules.side_of(None)
			return
		payer = frappe.db.get_value(
			"Stakeholder", self.payer, ["stakeholder_name", "actor_type", "municipality"], as_dict=True
		)
		if payer.municipality != self.municipality:
			refuse(Problem(rules.FOREIGN_PAYER, (payer.stakeholder_name,)))
		self.payer_name, self.side = payer.stakeholder_name, rules.side_of(payer.actor_type or "")

	def checked_gift(self) -> float:
		"""Return what came in through the gift, in Euro; refuse a gift that is not this payer's."""
		gift = frappe.db.get_value("Sponsorship", self.sponsorship, GIFT_FIELDS, as_dict=True)
		refuse(
			rules.check_gift(
				self.sponsorship,
				same_giver=gift.giver == self.payer,
				same_municipality=gift.municipality == self.municipality,
				kind=gift.kind,
			)
		)
		return gift.received_amount

	def add_up(self, received: float | None) -> None:
		"""Set what came in and what is open."""
		balance = rules.balance(
			[rules.Contribution(self.side, parse_amount(self.pledged), parse_amount(received))], None
		)
		self.received, self.open_amount = float(balance.received), float(balance.open)

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Say in words that the payer's contribution to this year is there already, also where another was faster."""
		if self.once and "once" in str(e):
			name = frappe.db.get_value(self.doctype, {"once": self.once}, "name", for_update=True)
			refuse(
				Problem(rules.THERE_ALREADY, (self.payer_name, str(self.year), escape_html(name or ""))),
				exc=frappe.UniqueValidationError,
			)
		super().show_unique_validation_message(e)


def on_doctype_update() -> None:
	"""Add the indexes of the list page and of the report."""
	add_list_index("Office Contribution")
	frappe.db.add_index("Office Contribution", ["challenge_group", "year"])
