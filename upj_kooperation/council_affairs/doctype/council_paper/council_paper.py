from upj_kooperation.document import CooperationDocument


class CouncilPaper(CooperationDocument):
	"""A paper for the council, drafted from the records (F42)."""
