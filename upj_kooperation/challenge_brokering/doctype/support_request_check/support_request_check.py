from upj_kooperation.document import CooperationRow


class SupportRequestCheck(CooperationRow):
	"""A criterion of the group that a request is checked by, as it stood when the request came in (F31)."""
