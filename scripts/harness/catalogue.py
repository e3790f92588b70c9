"""`make german`: brings the catalogue in step with the code, so that only the German of new texts is left to write.

Texts that are new get an empty German, those that nothing shows any more go away, and every other entry stays as it is.
Frappe's own extractor does not see rules, workflows, cards and custom fields, and would drop their entries.
"""

import sys

import messages
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from harness.bench import APP, CHECKOUT

LOCALE = CHECKOUT / APP / "locale"


def update(catalogue: Catalog, texts: messages.Texts) -> list[str]:
	"""Add what is missing, drop what is no longer shown, and return the texts without German.

	A label may be translated for its DocType alone (msgctxt) or for all; either will do.
	"""
	shown = set(texts.plain)
	for text, doctype in texts.labels:
		shown.add((text, doctype) if catalogue.get(text, doctype) else (text, None))
	for entry in list(catalogue):
		if entry.id and (entry.id, entry.context) not in shown:
			catalogue.delete(entry.id, entry.context)
	for text, context in shown:
		if not catalogue.get(text, context):
			catalogue.add(text, context=context)
	return sorted(entry.id for entry in catalogue if entry.id and not entry.string)


def main() -> int:
	"""Write both files; say which texts wait for their German."""
	texts = messages.extract()
	waiting: list[str] = []
	for name, locale in (("main.pot", None), ("de.po", "de")):
		path = LOCALE / name
		with path.open("rb") as file:
			catalogue = read_po(file, locale=locale)
		waiting = update(catalogue, texts)
		with path.open("wb") as file:
			write_po(file, catalogue, sort_output=True, ignore_obsolete=True, width=None, no_location=True)
	for text in waiting:
		print(f"no German yet: {text}")
	return 0


if __name__ == "__main__":
	sys.exit(main())
