from upj_kooperation.document import CooperationRow


class AcceptanceTier(CooperationRow):
	"""Up to which sum an organ accepts a gift."""
