from frappe.model.document import Document


class AreaProgrammePeriod(Document):
	"""Name of the funding programme that an area ran under, with its period."""
