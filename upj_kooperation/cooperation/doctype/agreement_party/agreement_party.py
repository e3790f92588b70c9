from frappe.model.document import Document


class AgreementParty(Document):
	"""A party of an agreement with its signature (F19)."""
