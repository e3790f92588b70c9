from upj_kooperation.document import CooperationDocument


class CooperationProject(CooperationDocument):
	"""What a municipality and its partners do together (F18)."""
