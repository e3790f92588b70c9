from frappe.model.document import Document


class RelationshipActorType(Document):
	"""An actor type that one side of a relationship may have."""
