from upj_kooperation.document import CooperationRow


class MandateExtension(CooperationRow):
	"""A change of what a mandate covers, with its reason. Rows are added and stay."""
