from upj_kooperation.document import CooperationDocument, add_list_index


class MatchingRun(CooperationDocument):
	"""How far the search for a town's partners has come; `challenge_brokering/matching_runs.py` writes it (F33)."""


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Matching Run")
