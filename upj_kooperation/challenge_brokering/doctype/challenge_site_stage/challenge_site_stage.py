from upj_kooperation.document import CooperationRow


class ChallengeSiteStage(CooperationRow):
	"""When a town was in a stage of taking the method over (F43)."""
