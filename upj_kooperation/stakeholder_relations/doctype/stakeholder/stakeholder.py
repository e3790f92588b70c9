from upj_kooperation.document import CooperationDocument


class Stakeholder(CooperationDocument):
	"""A company, foundation, nonprofit or other actor around a neighbourhood (F1, F3)."""
