from frappe.model.document import Document


class SponsorshipConflictAnswer(Document):
	"""An answer to a conflict-of-interest question (F26)."""
