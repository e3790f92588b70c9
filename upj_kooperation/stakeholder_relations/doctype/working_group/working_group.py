from upj_kooperation.document import CooperationDocument


class WorkingGroup(CooperationDocument):
	"""A group that works on one field of action in a programme area (F7)."""
