from upj_kooperation.document import CooperationDocument


class ProjectCall(CooperationDocument):
	"""A call for municipalities to take part in a project (F9)."""
