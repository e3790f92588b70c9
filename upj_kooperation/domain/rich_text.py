"""Rich text as plain blocks: what a document other than a web page can show of it (F42)."""

from dataclasses import dataclass
from html.parser import HTMLParser

HEADING, PARAGRAPH, BULLET, NUMBERED = "heading", "paragraph", "bullet", "numbered"

_BLOCKS = {"p": PARAGRAPH, "div": PARAGRAPH, "li": BULLET, **dict.fromkeys(("h1", "h2", "h3", "h4"), HEADING)}
_HIDDEN = frozenset({"script", "style", "head", "title"})


@dataclass(frozen=True)
class Run:
	"""Words of one appearance."""

	text: str
	bold: bool = False
	italic: bool = False


@dataclass(frozen=True)
class Block:
	"""A paragraph, heading or line of a list. A line break within it is "\\n"."""

	kind: str
	runs: tuple[Run, ...]

	@property
	def text(self) -> str:
		"""Return the words alone."""
		return "".join(run.text for run in self.runs)


def blocks(html: str | None) -> tuple[Block, ...]:
	"""Return the blocks of rich text in their order, without the empty ones."""
	parser = _Parser()
	parser.feed(html or "")
	parser.close()
	parser.end()
	return tuple(parser.found)


class _Parser(HTMLParser):
	def __init__(self) -> None:
		super().__init__(convert_charrefs=True)
		self.found: list[Block] = []
		self.kind = PARAGRAPH
		self.runs: list[Run] = []
		self.bold = self.italic = self.hidden = 0
		self.lists: list[str] = []

	def end(self, kind: str = PARAGRAPH) -> None:
		if "".join(run.text for run in self.runs).strip():
			self.found.append(Block(self.kind, tuple(self.runs)))
		self.kind, self.runs = kind, []

	def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
		if tag in _HIDDEN:
			self.hidden += 1
		elif tag in ("b", "strong"):
			self.bold += 1
		elif tag in ("i", "em"):
			self.italic += 1
		elif tag == "br":
			self.runs.append(Run("\n"))
		elif tag in ("ul", "ol"):
			self.lists.append(tag)
		elif tag == "li":
			# The editor writes all lists as <ol> and says in the row which kind it is.
			kind = dict(attrs).get("data-list") or ("ordered" if self.lists[-1:] == ["ol"] else "bullet")
			self.end(NUMBERED if kind == "ordered" else BULLET)
		elif tag in _BLOCKS and not (tag in ("p", "div") and self.kind in (BULLET, NUMBERED)):
			self.end(_BLOCKS[tag])

	def handle_endtag(self, tag: str) -> None:
		if tag in _HIDDEN:
			self.hidden = max(self.hidden - 1, 0)
		elif tag in ("b", "strong"):
			self.bold = max(self.bold - 1, 0)
		elif tag in ("i", "em"):
			self.italic = max(self.italic - 1, 0)
		elif tag in ("ul", "ol"):
			del self.lists[-1:]
			self.end()
		elif tag in _BLOCKS and not (tag in ("p", "div") and self.kind in (BULLET, NUMBERED)):
			self.end()

	def handle_data(self, data: str) -> None:
		if not self.hidden and data:
			words = " ".join(data.split())
			text = f"{' ' if data[:1].isspace() else ''}{words}{' ' if words and data[-1:].isspace() else ''}"
			self.runs.append(Run(text, bool(self.bold), bool(self.italic)))
