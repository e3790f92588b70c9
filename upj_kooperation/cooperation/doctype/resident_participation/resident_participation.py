from frappe.model.document import Document


class ResidentParticipation(Document):
	"""How residents took part in a project (F22)."""
