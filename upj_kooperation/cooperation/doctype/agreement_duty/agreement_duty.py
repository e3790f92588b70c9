from frappe.model.document import Document


class AgreementDuty(Document):
	"""What one party promised, and whether it was done (F19)."""
