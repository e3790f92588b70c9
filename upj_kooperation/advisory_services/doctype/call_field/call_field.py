from frappe.model.document import Document


class CallField(Document):
	"""A field of action that a call asks for."""
