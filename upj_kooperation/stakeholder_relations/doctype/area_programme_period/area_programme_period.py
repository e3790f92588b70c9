from upj_kooperation.document import CooperationRow


class AreaProgrammePeriod(CooperationRow):
	"""Name of the funding programme that an area ran under, with its period."""
