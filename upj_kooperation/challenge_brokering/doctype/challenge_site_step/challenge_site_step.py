from upj_kooperation.document import CooperationRow


class ChallengeSiteStep(CooperationRow):
	"""What a town does in a stage of taking the method over (F43)."""
