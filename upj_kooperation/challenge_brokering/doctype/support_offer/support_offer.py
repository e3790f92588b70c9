import frappe
from frappe.utils import cint

from upj_kooperation.challenge_brokering import bookings, found_partners, offer_tags
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import capacity
from upj_kooperation.domain import support_offer as rules
from upj_kooperation.domain.challenge_group import ACTIVE
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import in_words, refuse
from upj_kooperation.stakeholder_relations.lookups import as_date, refuse_foreign_areas


class SupportOffer(CooperationDocument):
	"""What a partner offers, entered by the town or by the partner's contact on the web (F4)."""

	def onload(self) -> None:
		"""Tell the form what is booked in which period, and why the offer is not proposed, if so."""
		used = bookings.used_of([self.name]).get(self.name, {})
		self.set_onload("booked", [{"period_start": start, "used": amount} for start, amount in used.items()])
		if problem := self.why_not_asked():
			self.set_onload("not_proposed", in_words(problem))

	def before_insert(self) -> None:
		"""Hold the town before the new row is there: see offer_tags."""
		offer_tags.hold([frappe.db.get_value("Stakeholder", self.stakeholder, "municipality")])

	def check_if_latest(self) -> None:
		"""Hold the town before Frappe locks the row: see offer_tags."""
		offer_tags.hold_town_of(self)
		super().check_if_latest()

	def validate(self) -> None:
		"""Take the town from the partner, and check kinds, areas, term, capacity, contact and status."""
		if not self.stakeholder:
			# Frappe names the missing field after this.
			return
		self.bind_partner()
		before = self.get_doc_before_save()
		refuse(rules.check_step(before.status if before else None, self.status))
		self.check_kinds()
		refuse(rules.check_window(Period(as_date(self.available_from), as_date(self.available_until))))
		refuse_foreign_areas(self.municipality, [row.programme_area for row in self.areas])
		most_used = bookings.most_used(self.name) if before else 0
		refuse(capacity.check_capacity(cint(self.capacity), most_used))
		refuse(capacity.check_period(before.capacity_period if before else None, self.capacity_period, most_used))
		self.check_contact()

	def on_update(self) -> None:
		"""Keep the table of the matching true."""
		offer_tags.refresh_offer(self.name, self.municipality)

	def on_trash(self) -> None:
		"""Take ledger and rows of the matching along."""
		bookings.forget(self.name)
		offer_tags.forget(self.name)
		found_partners.forget(offer=self.name)

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Keep the table of the matching true."""
		offer_tags.forget(old)
		offer_tags.refresh_offer(new, self.municipality)
		if merge:
			found_partners.forget(offer=new)

	def bind_partner(self) -> None:
		"""Take town and name from the partner."""
		partner = frappe.db.get_value(
			"Stakeholder", self.stakeholder, ["municipality", "stakeholder_name"], as_dict=True
		)
		self.municipality, self.partner_name = partner.municipality, partner.stakeholder_name

	def check_kinds(self) -> None:
		"""Check the kinds against those in use, and against the groups' word on money."""
		kinds = [row.kind for row in self.kinds]
		rows = frappe.get_all(
			"Support Kind",
			filters={"name": ["in", kinds]},
			fields=["name", "is_money", "enabled"],
			order_by="name asc",
		)
		before = self.get_doc_before_save()
		known = {row.kind for row in before.kinds} if before else set()
		closed = {row.name for row in rows if not row.enabled} - known
		money = {row.name for row in rows if row.is_money}
		refuse(rules.check_kinds(kinds, closed, money, bool(money) and self.money_is_allowed()))

	def money_is_allowed(self) -> bool:
		"""Say whether a group of the town takes requests for money."""
		return bool(
			frappe.db.exists(
				"Challenge Group", {"municipality": self.municipality, "status": ACTIVE, "money_allowed": 1}
			)
		)

	def check_contact(self) -> None:
		"""Refuse somebody else's contact."""
		before = self.get_doc_before_save()
		if not self.contact or (before and before.contact == self.contact):
			return
		link = {"parenttype": "Contact", "parent": self.contact, "link_doctype": "Stakeholder"}
		if not frappe.db.exists("Dynamic Link", {**link, "link_name": self.stakeholder}):
			refuse(Problem(rules.NOT_PARTNERS_CONTACT, (self.contact, self.partner_name)))

	def why_not_asked(self) -> Problem | None:
		"""Return why the partner must not be asked, or None."""
		partner = frappe.db.get_value(
			"Stakeholder", self.stakeholder, ["engagement_stage", "asking_ground", "objected_on"], as_dict=True
		)
		if not partner:
			return None
		return rules.why_not_asked(partner.engagement_stage, partner.asking_ground, as_date(partner.objected_on))


def on_doctype_update() -> None:
	"""Add the indexes of the list page and of a partner's offers."""
	add_list_index("Support Offer")
	frappe.db.add_index("Support Offer", ["stakeholder", "modified"])
