from upj_kooperation.document import CooperationDocument


class ProgrammeArea(CooperationDocument):
	"""A neighbourhood in an urban development programme, with the programme's names over time (F6)."""
