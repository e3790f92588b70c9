from upj_kooperation.cooperation import clauses
from upj_kooperation.document import CooperationDocument
from upj_kooperation.domain import agreement_clauses as rules
from upj_kooperation.domain.agreement_clauses import Clause
from upj_kooperation.refusals import in_words, refuse_all


class AgreementTemplate(CooperationDocument):
	"""Clauses of an agreement with placeholders that a town may change (F19)."""

	def onload(self) -> None:
		"""Tell the form which placeholders there are."""
		lists = {"text": rules.PLACEHOLDERS, rules.PARTIES: rules.PARTY, rules.DUTIES: rules.DUTY}
		self.set_onload(
			"placeholders",
			{key: {name: in_words(text) for name, text in names.items()} for key, names in lists.items()},
		)

	def validate(self) -> None:
		"""Refuse what could not be filled: unknown placeholders, broken or running templates."""
		refuse_all(clauses.check(self.plain_clauses()))

	def plain_clauses(self) -> list[Clause]:
		"""Return the clauses as plain values, in the order of the table."""
		return [Clause(row.heading, row.clause) for row in self.clauses]
