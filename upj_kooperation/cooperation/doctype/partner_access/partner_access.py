import frappe
from frappe import _
from frappe.utils import escape_html

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import partner_portal as rules
from upj_kooperation.refusals import refuse


class PartnerAccess(CooperationDocument):
	"""A partner's contact who sees the partner's agreements and duties on the web (F19)."""

	def validate(self) -> None:
		"""Take town and mail address from their records, and check a new invitation."""
		if not (self.stakeholder and self.contact):
			# Frappe names the missing field after this.
			return
		partner = frappe.db.get_value(
			"Stakeholder", self.stakeholder, ["stakeholder_name", "municipality"], as_dict=True
		)
		self.municipality, self.stakeholder_name = partner.municipality, partner.stakeholder_name
		if self.is_new():
			contact = self.read_contact()
			refuse(rules.check_invitation(contact, partner.stakeholder_name))
			self.contact_name, self.email = contact.name, contact.email
		self.access_key = rules.access_key(self.stakeholder, self.contact, self.status)

	def read_contact(self) -> rules.Invited:
		"""Return the contact as plain values."""
		contact = frappe.db.get_value("Contact", self.contact, ["full_name", "email_id"], as_dict=True)
		link = {"parenttype": "Contact", "parent": self.contact, "link_doctype": "Stakeholder"}
		email = (contact.email_id or "").strip().lower()
		return rules.Invited(
			contact.full_name or self.contact,
			email or None,
			bool(frappe.db.exists("Dynamic Link", {**link, "link_name": self.stakeholder})),
			bool(email and frappe.db.exists("User", {"name": email, "user_type": "System User"})),
		)

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Say in words that the contact has access already, also where another user was faster."""
		if self.access_key and "access_key" in str(e):
			frappe.throw(
				_(rules.INVITED_ALREADY).format(escape_html(self.contact_name), escape_html(self.stakeholder_name)),
				frappe.UniqueValidationError,
				title=_("Already There"),
			)
		super().show_unique_validation_message(e)


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Partner Access")
