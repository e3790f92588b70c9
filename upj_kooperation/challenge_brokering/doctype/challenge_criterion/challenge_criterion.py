from upj_kooperation.document import CooperationRow


class ChallengeCriterion(CooperationRow):
	"""What a challenge group asks of every request before it is brokered (F31)."""
