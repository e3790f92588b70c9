from upj_kooperation.document import CooperationRow


class SuccessIndicator(CooperationRow):
	"""The three indicators of a good cooperation, at one point in time (F21)."""
