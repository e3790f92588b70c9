from upj_kooperation.document import CooperationDocument


class AcceptanceRule(CooperationDocument):
	"""Who accepts a gift, by Land and date. Dated, editable data with its legal basis (F25)."""
