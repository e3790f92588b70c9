from upj_kooperation.document import CooperationRow


class SponsorshipPayment(CooperationRow):
	"""An instalment that came in, with its booking in ERPNext (F28)."""
