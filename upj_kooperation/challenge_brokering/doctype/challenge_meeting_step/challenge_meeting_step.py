from upj_kooperation.document import CooperationRow


class ChallengeMeetingStep(CooperationRow):
	"""What somebody does until a day after a meeting of a challenge group (F32)."""
