from frappe.model.document import Document


class StakeholderAssessment(Document):
	"""How a stakeholder was judged on one day, 1 low to 5 high (F5)."""
