from frappe.model.document import Document


class CouncilPaperFact(Document):
	"""A fact of a council paper with the record that it comes from (F42)."""
