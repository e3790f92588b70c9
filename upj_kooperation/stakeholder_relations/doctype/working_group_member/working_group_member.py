from frappe.model.document import Document


class WorkingGroupMember(Document):
	"""A person in a working group, for a time."""
