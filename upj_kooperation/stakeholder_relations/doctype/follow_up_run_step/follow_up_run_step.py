from upj_kooperation.document import CooperationRow


class FollowupRunStep(CooperationRow):
	"""A step of a started follow-up plan with its to-do (F3)."""
