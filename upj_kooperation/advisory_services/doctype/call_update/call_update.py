from upj_kooperation.document import CooperationRow


class CallUpdate(CooperationRow):
	"""A dated update of a call."""
