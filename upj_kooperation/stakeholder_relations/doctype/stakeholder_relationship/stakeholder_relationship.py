from upj_kooperation.document import CooperationDocument


class StakeholderRelationship(CooperationDocument):
	"""A typed and dated relationship between two stakeholders (F2)."""
