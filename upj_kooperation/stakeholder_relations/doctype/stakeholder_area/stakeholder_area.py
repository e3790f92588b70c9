from upj_kooperation.document import CooperationRow


class StakeholderArea(CooperationRow):
	"""A programme area in which a stakeholder is active."""
