from upj_kooperation.document import CooperationRow


class AcceptanceListItem(CooperationRow):
	"""A gift that a meeting decides on (F27)."""
