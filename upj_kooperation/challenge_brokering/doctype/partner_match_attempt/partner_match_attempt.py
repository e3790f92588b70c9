from upj_kooperation.document import CooperationRow


class PartnerMatchAttempt(CooperationRow):
	"""An attempt to reach the partner of a match."""
