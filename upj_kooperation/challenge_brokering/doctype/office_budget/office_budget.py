from upj_kooperation.document import CooperationRow


class OfficeBudget(CooperationRow):
	"""What the office of a challenge group costs in a year (F35)."""
