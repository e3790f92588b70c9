from upj_kooperation.document import CooperationRow


class SupportRequestKind(CooperationRow):
	"""A kind of support that a request asks for (F31)."""
