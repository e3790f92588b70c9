from upj_kooperation.document import CooperationRow


class SupportRequestQuestion(CooperationRow):
	"""A question to the organisation that asks, and its answer (F31)."""
