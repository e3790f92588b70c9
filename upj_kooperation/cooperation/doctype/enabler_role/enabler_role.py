from frappe.model.document import Document


class EnablerRole(Document):
	"""A role that the municipality plays as enabler, for a time (F8)."""
