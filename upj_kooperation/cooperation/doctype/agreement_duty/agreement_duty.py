from upj_kooperation.document import CooperationRow


class AgreementDuty(CooperationRow):
	"""What one party promised, and whether it was done (F19)."""
