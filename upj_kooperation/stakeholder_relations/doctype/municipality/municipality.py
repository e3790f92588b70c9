import frappe
from frappe import _
from frappe.utils import cint, escape_html

from upj_kooperation import permissions
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import municipality as rules
from upj_kooperation.refusals import refuse

BOOKS = ("donation_bank_account", "donation_income_account", "cost_share_account", "donation_cost_center")


class Municipality(CooperationDocument):
	"""A town or municipality with its official key. Everything that belongs to a town links to it."""

	def before_insert(self) -> None:
		"""Check the key before the record is named by it."""
		self.ags = rules.normalise_ags(self.ags)
		refuse(rules.check_ags(self.ags))
		if not cint(self.is_own):
			# Frappe fills in the user's default company, whose books are those of one town only.
			self.company = None

	def validate(self) -> None:
		"""Derive Land and size class, check the budget year."""
		refuse(rules.check_ags(self.ags or ""))
		self.land = rules.land_of(self.ags)
		self.size_class = rules.size_class(self.inhabitants)
		refuse(rules.check_budget_year_start(self.budget_year_start))
		self.map_tiles = (self.map_tiles or "").strip() or None
		refuse(rules.check_map_tiles(self.map_tiles))
		self.guard_ownership()
		self.guard_map()
		self.guard_books()

	def guard_ownership(self) -> None:
		"""Keep managers from making a town the site's own: that decides what colleagues without permissions see."""
		before = self.get_doc_before_save()
		if before and cint(before.is_own) != cint(self.is_own) and not self.flags.ignore_permissions:
			permissions.require_roles("System Manager", "Programme Office")

	def guard_map(self) -> None:
		"""Keep managers from naming the server that maps load from: every colleague's browser would call there."""
		before = self.get_doc_before_save()
		changed = (before.map_tiles if before else None) != self.map_tiles
		if changed and not self.flags.ignore_permissions:
			permissions.require_roles("System Manager", "Programme Office")

	def guard_books(self) -> None:
		"""Keep who has no right to book in ERPNext from saying where donations are booked."""
		before = self.get_doc_before_save()
		changed = any(((before.get(field) if before else None) or None) != (self.get(field) or None) for field in BOOKS)
		if changed and not self.flags.ignore_permissions and not frappe.has_permission("Journal Entry", "submit"):
			frappe.throw(
				_("Where donations are booked is entered by somebody who may book in ERPNext."),
				frappe.PermissionError,
				title=_("Not Permitted"),
			)

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Say in words that a company keeps the books of one municipality only."""
		if self.company and "company" in str(e):
			frappe.throw(
				_("The company {0} already keeps the books of another municipality. Choose another company.").format(
					frappe.bold(escape_html(self.company))
				),
				frappe.UniqueValidationError,
				title=_("Please Correct"),
			)
		super().show_unique_validation_message(e)


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Municipality")
	frappe.db.add_index("Municipality", ["is_own"])
