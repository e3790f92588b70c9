from upj_kooperation.document import CooperationRow


class StakeholderAssessment(CooperationRow):
	"""How a stakeholder was judged on one day, 1 low to 5 high (F5)."""
