from frappe.model.document import Document


class SuccessIndicator(Document):
	"""The three indicators of a good cooperation, at one point in time (F21)."""
