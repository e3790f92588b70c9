from frappe.model.document import Document


class StakeholderField(Document):
	"""A field of action that a stakeholder cares about."""
