"""What makes two names of organisations alike: the words that tell them apart, how they sound, how near they are (F1).

Nothing here knows a record. Stored keys come from these functions, so a change needs a patch that writes them anew.
"""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

# Say what an organisation is, not which one. Forms written apart or with points are folded first.
_LEGAL_FORMS = """
	ag arge egmbh ek ekfm ekfr eg ev gag gbr gemeinnuetzig gemeinnuetzige gesellschaft ggmbh gmbh gug
	haftungsbeschraenkt inc kg kgaa ltd mbh ohg partg partgmbb plc sarl se stiftung ug verein vvag
"""
_FILLERS = """
	am an auf bei co cie das dem den der des die e ein eine fuer im in mit o of the u und v vom von zu zum zur
"""
LEGAL_FORMS = frozenset(_LEGAL_FORMS.split())
FILLERS = frozenset(_FILLERS.split())
NEAR = 0.88
MAX_KEYS = 8
PREFIX = 5

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "&": " und ", "+": " und "})
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SPACED_FORM = re.compile(r"\b(e)\.?\s+(v|k|g)\b\.?|\bg\s+gmbh\b")
_WORD = re.compile(r"[a-z0-9]+")
_SOUND = {
	**dict.fromkeys("aeijouy", "0"),
	"b": "1",
	"p": "1",
	**dict.fromkeys("dt", "2"),
	**dict.fromkeys("fvw", "3"),
	**dict.fromkeys("gkq", "4"),
	"l": "5",
	**dict.fromkeys("mn", "6"),
	"r": "7",
	**dict.fromkeys("sz", "8"),
}


def fold(text: str) -> str:
	"""Return text in small letters without umlauts, accents and doubled blanks: "Bäckerei  Été" is "baeckerei ete"."""
	plain = unicodedata.normalize("NFKC", text).casefold().translate(_FOLD)
	plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
	return " ".join(plain.split())


# A name is compared with every candidate, and its keys are made twice for each save.
@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
	"""Return the words that tell an organisation apart, folded, without legal form, fillers, brackets.

	Where nothing would be left, fewer words are dropped, so that a name never becomes empty while it has a letter.
	"""
	folded = fold(name)
	for text in (_BRACKETS.sub(" ", folded), folded):
		joined = _SPACED_FORM.sub(lambda match: re.sub(r"[.\s]", "", match.group()), text)
		words = tuple(_WORD.findall(re.sub(r"(?<=\w)['’.](?=\w)", "", joined)))
		for dropped in (LEGAL_FORMS | FILLERS, FILLERS, frozenset()):
			if left := tuple(word for word in words if word not in dropped):
				return left
	return ()


def name_key(name: str) -> str:
	"""Return the words of a name in the alphabet's order: two names with one key are the same name."""
	return " ".join(sorted(name_words(name)))


def sound(word: str) -> str:
	"""Return the Cologne phonetics of a folded word: Meier, Maier and Meyer sound alike. Digits stay as they are."""
	if word.isdigit():
		return word
	codes = []
	for position, sign in enumerate(word):
		before, after = word[position - 1 : position], word[position + 1 : position + 2]
		if sign == "c":
			hard = after in "ahkloqrux" if position == 0 else after in "ahkoqux" and before not in "sz"
			code = "4" if hard and after else "8"
		elif sign == "x":
			code = "8" if before in ("c", "k", "q") else "48"
		elif sign == "p" and after == "h":
			code = "3"
		elif sign in "dt" and after in ("c", "s", "z"):
			code = "8"
		else:
			code = _SOUND.get(sign, "")
		codes.append(code)
	heard = re.sub(r"(.)\1+", r"\1", "".join(codes))
	return heard[:1] + heard[1:].replace("0", "")


def sound_keys(name: str) -> tuple[str, ...]:
	"""Return at most MAX_KEYS keys under which a name is found again: the sounds of its words and its beginning."""
	words = name_words(name)
	heard = [f"s{sound(word)}" for word in words if len(word) > 2 and not word.isdigit()]
	start = "".join(words)[:PREFIX]
	return tuple(dict.fromkeys([*heard[: MAX_KEYS - 1], *([f"p{start}"] if start else [])]))


def are_alike(one: str, other: str) -> bool:
	"""Say whether two names may well mean one organisation; symmetric, and true for a name and itself.

	Numbers must agree (a first and a second school differ). A name that holds all words of the other, two at least,
	is alike; otherwise both must agree to NEAR of their letters.
	"""
	first, second = name_words(one), name_words(other)
	if not first or not second or _numbers(first) != _numbers(second):
		return False
	if sorted(first) == sorted(second):
		return True
	small, large = sorted((set(first), set(second)), key=len)
	if len(small) > 1 and small <= large:
		return True
	left, right = sorted((" ".join(sorted(first)), " ".join(sorted(second))))
	matcher = SequenceMatcher(None, left, right, autojunk=False)
	return matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR and matcher.ratio() >= NEAR


def _numbers(words: tuple[str, ...]) -> list[str]:
	return sorted(word for word in words if word.isdigit())
