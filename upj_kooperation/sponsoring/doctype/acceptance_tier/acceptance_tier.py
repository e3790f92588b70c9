from frappe.model.document import Document


class AcceptanceTier(Document):
	"""Up to which sum an organ accepts a gift."""
