"""Rules of the library of materials: versions that are released, and what groups made of theirs (F43)."""

from typing import NamedTuple

from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.text_changes import paragraphs
from upj_kooperation.domain.values import Problem

SAY_WHAT_CHANGED = "The text is another one than in version {0}. Say what changed, so that the groups know."
OWN_MATERIAL = "{0} was written by the group itself. There is no original to compare it with."
NOTHING_NEW = "{0} is up to date: version {1} is the newest one."
WOULD_LOSE_CHANGES = "The group has changed {0}. Compare both first: the new version would replace those changes."
TAKEN_ALREADY = "{0} has {1} already. Open that one."
NOT_OFFERED = "{0} is not offered any more. Choose another material of the library."

MESSAGES = (SAY_WHAT_CHANGED, OWN_MATERIAL, NOTHING_NEW, WOULD_LOSE_CHANGES, TAKEN_ALREADY, NOT_OFFERED)


class Copy(NamedTuple):
	"""A group's material: what it has, what it took over, and which version of the original that was."""

	title: str
	content: str
	taken_content: str | None
	taken_version: int | None
	newest_version: int | None

	@property
	def changed(self) -> bool:
		"""Say whether the group has changed the words that it took over."""
		return self.taken_content is not None and paragraphs(self.content) != paragraphs(self.taken_content)

	@property
	def behind(self) -> bool:
		"""Say whether the original has moved on since."""
		return bool(self.taken_version and self.newest_version and self.taken_version < self.newest_version)


def next_version(version: int, before: str | None, after: str) -> int:
	"""Return the number of a text: the next one where its words differ, 1 for the first."""
	if before is None:
		return 1
	return version if paragraphs(before) == paragraphs(after) else version + 1


def check_release(version: int, next_one: int, said_before: str | None, said: str | None) -> Problem | None:
	"""Return that a new version does not say what changed, or None. said: the words on it, before and now."""
	if version == next_one or version == 0:
		return None
	same = " ".join((said or "").split()) == " ".join((said_before or "").split())
	return Problem(SAY_WHAT_CHANGED, (str(version),)) if same or is_blank(said) else None


def check_taking_new(copy: Copy, *, replace_changes: bool) -> Problem | None:
	"""Return why a group cannot take the newest version over, or None."""
	if copy.taken_version is None:
		return Problem(OWN_MATERIAL, (copy.title,))
	if not copy.behind:
		return Problem(NOTHING_NEW, (copy.title, str(copy.taken_version)))
	return Problem(WOULD_LOSE_CHANGES, (copy.title,)) if copy.changed and not replace_changes else None


def check_keeping(copy: Copy) -> Problem | None:
	"""Return why there is nothing to keep the own text against, or None."""
	return check_taking_new(copy, replace_changes=True)
