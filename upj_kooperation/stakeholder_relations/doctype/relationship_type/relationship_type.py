from upj_kooperation.document import CooperationDocument


class RelationshipType(CooperationDocument):
	"""A kind of relationship between two stakeholders, with its wording for each side (F2)."""
