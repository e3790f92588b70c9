"""What two texts differ in, word by word, for people who must see a change before they agree to it (F19, F43)."""

import difflib
import html
import re
from collections.abc import Sequence

ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"

# Kind (same, added or removed) and the words.
Part = tuple[str, str]

_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|tr|div|blockquote)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_WORDS = re.compile(r"\S+|\s+")


def words(before: str, after: str) -> tuple[Part, ...]:
	"""Return the parts of two texts: same and removed ones are the first text, same and added ones the second."""
	left, right = _WORDS.findall(before), _WORDS.findall(after)
	parts: list[Part] = []
	for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
		if tag == "equal":
			parts.append((SAME, "".join(left[i1:i2])))
			continue
		parts += [(REMOVED, "".join(left[i1:i2]))] if i1 < i2 else []
		parts += [(ADDED, "".join(right[j1:j2]))] if j1 < j2 else []
	return tuple(parts)


def paragraphs(rich: str) -> list[str]:
	"""Return the paragraphs of a rich text as plain text."""
	lines = (html.unescape(_TAG.sub("", block)) for block in _BLOCK_END.split(rich))
	return [" ".join(line.split()) for line in lines if line.strip()]


def compare_rich_texts(before: str, after: str) -> list[tuple[str, tuple[Part, ...]]]:
	"""Return the paragraphs that were added, removed or changed, in their order, each with its parts."""
	return _compare(paragraphs(before), paragraphs(after))


def _compare(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, tuple[Part, ...]]]:
	changes: list[tuple[str, tuple[Part, ...]]] = []
	for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
		if tag == "equal":
			continue
		old, new = before[i1:i2], after[j1:j2]
		pairs = min(len(old), len(new))
		changes += [(CHANGED, words(first, second)) for first, second in zip(old[:pairs], new[:pairs], strict=True)]
		changes += [(REMOVED, ((REMOVED, text),)) for text in old[pairs:]]
		changes += [(ADDED, ((ADDED, text),)) for text in new[pairs:]]
	return changes
