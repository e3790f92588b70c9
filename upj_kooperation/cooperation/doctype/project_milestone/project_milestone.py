from frappe.model.document import Document


class ProjectMilestone(Document):
	"""A milestone of a cooperation project."""
