from frappe.model.document import Document


class StakeholderArea(Document):
	"""A programme area in which a stakeholder is active."""
