from upj_kooperation.document import CooperationRow


class ApprovalTier(CooperationRow):
	"""Up to which value and binding period an organ approves an agreement."""
