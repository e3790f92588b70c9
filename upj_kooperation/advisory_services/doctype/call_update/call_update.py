from frappe.model.document import Document


class CallUpdate(Document):
	"""A dated update of a call."""
