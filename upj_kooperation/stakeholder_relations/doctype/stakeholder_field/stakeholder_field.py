from upj_kooperation.document import CooperationRow


class StakeholderField(CooperationRow):
	"""A field of action that a stakeholder cares about."""
