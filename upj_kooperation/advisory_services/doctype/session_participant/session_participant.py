from frappe.model.document import Document


class SessionParticipant(Document):
	"""A person who took part in an advisory session."""
