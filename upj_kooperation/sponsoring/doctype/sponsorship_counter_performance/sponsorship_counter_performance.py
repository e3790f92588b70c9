from frappe.model.document import Document


class SponsorshipCounterPerformance(Document):
	"""What the giver gets in return (F24)."""
