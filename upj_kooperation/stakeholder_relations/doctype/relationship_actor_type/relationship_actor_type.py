from upj_kooperation.document import CooperationRow


class RelationshipActorType(CooperationRow):
	"""An actor type that one side of a relationship may have."""
