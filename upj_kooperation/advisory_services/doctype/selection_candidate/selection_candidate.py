from upj_kooperation.document import CooperationRow


class SelectionCandidate(CooperationRow):
	"""An application in a selection round, with the figures of the frozen ranking and the decision."""
