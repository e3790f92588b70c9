from frappe.model.document import Document


class ProjectPartner(Document):
	"""A partner of a cooperation project and what it brings in (F18)."""
