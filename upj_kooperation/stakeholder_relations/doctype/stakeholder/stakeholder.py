import frappe
from frappe import _
from frappe.contacts.address_and_contact import delete_contact_and_address, load_address_and_contact
from frappe.utils import escape_html, get_link_to_form, getdate

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import stakeholder as rules
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date, refuse_foreign_areas
from upj_kooperation.stakeholder_relations.parties import leave_shared_contacts, require_readable_party
from upj_kooperation.stakeholder_relations.titles import refresh_titles


class Stakeholder(CooperationDocument):
	"""A company, foundation, nonprofit or other actor around a neighbourhood (F1, F3)."""

	def onload(self) -> None:
		"""Send Addresses and Contacts along, as Frappe's forms expect them."""
		load_address_and_contact(self)

	def _check_linked_records(self) -> None:
		refuse(rules.check_party(self.party_type, self.party))
		super()._check_linked_records()

	def validate(self) -> None:
		"""Check stage, next step, areas, assessments and business partner."""
		self.follow_stage()
		refuse(rules.check_next_step(self.engagement_stage, self.next_step, as_date(self.next_step_date)))
		refuse_foreign_areas(self.municipality, [row.programme_area for row in self.programme_areas])
		refuse(rules.check_assessments([getdate(row.assessed_on) for row in self.assessments], getdate()))
		self.bind_party()

	def on_update(self) -> None:
		"""Keep the titles of the relationships true when the name changes."""
		before = self.get_doc_before_save()
		if before and before.stakeholder_name != self.stakeholder_name:
			refresh_titles(stakeholder=self.name)

	def on_trash(self) -> None:
		"""Take Contacts and Addresses along that belong to nobody else."""
		leave_shared_contacts(self.doctype, self.name)
		delete_contact_and_address(self.doctype, self.name)

	def follow_stage(self) -> None:
		"""Check the engagement stage, date it, and drop the reason of a stage that was left."""
		before = self.get_doc_before_save()
		stage = before.engagement_stage if before else None
		refuse(rules.check_stage(stage, self.engagement_stage, self.stage_reason))
		if stage != self.engagement_stage:
			self.stage_since = getdate()
		if self.engagement_stage not in rules.NEEDS_REASON:
			self.stage_reason = None

	def bind_party(self) -> None:
		"""Set the key that makes a business partner one stakeholder of a municipality only."""
		before = self.get_doc_before_save()
		self.party_key = rules.party_key(self.party_type, self.party, self.municipality)
		if self.party_key and (not before or before.party_key != self.party_key):
			require_readable_party(self.party_type, self.party)
			self.refuse_second_stakeholder()

	def refuse_second_stakeholder(self) -> None:
		"""Name the stakeholder that a business partner already is; the unique key holds when two come at once."""
		other = frappe.db.get_value(
			"Stakeholder", {"party_key": self.party_key, "name": ["!=", self.name or ""]}, "name"
		)
		if other:
			self.throw_second_stakeholder(get_link_to_form("Stakeholder", other))

	def throw_second_stakeholder(self, other: str) -> None:
		"""Raise UniqueValidationError in words. other: link to the stakeholder, or what stands for it."""
		frappe.throw(
			_("{0} {1} is already a stakeholder of this municipality: {2}. Open that one instead.").format(
				_(self.party_type), escape_html(self.party), other
			),
			frappe.UniqueValidationError,
			title=_("Already There"),
		)

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Translate the database's refusal when another user was faster."""
		if self.party_key and "party_key" in str(e):
			self.throw_second_stakeholder(_("just created by somebody else"))
		super().show_unique_validation_message(e)


def on_doctype_update() -> None:
	"""Add the indexes of the list page, of overdue next steps and of the business partner's form."""
	add_list_index("Stakeholder")
	frappe.db.add_index("Stakeholder", ["municipality", "next_step_date"])
	frappe.db.add_index("Stakeholder", ["party", "party_type"])
