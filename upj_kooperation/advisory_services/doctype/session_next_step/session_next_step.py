from frappe.model.document import Document


class SessionNextStep(Document):
	"""What is to be done after a session, by whom and until when."""
