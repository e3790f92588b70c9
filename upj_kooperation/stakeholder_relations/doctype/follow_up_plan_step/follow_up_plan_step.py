from upj_kooperation.document import CooperationRow


class FollowupPlanStep(CooperationRow):
	"""A step of a follow-up plan (F3)."""
