"""What browser stories do by hand: look for barriers, drag a card."""

from typing import Any


def barriers(page: Any, within: str | None = None) -> list[str]:
	"""Return what axe-core finds against WCAG 2.1 AA, with the places; within: a selector, else the whole page."""
	from axe_playwright_python.sync_playwright import Axe

	tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
	found = Axe().run(page, context=within, options={"runOnly": tags}).response["violations"]
	return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def drag(page: Any, card: Any, column: Any) -> None:
	"""Drag a card by hand: the board wants to see the mouse move."""
	card.hover()
	page.mouse.down()
	box = column.bounding_box()
	for step in (20, 40, 60):
		page.mouse.move(box["x"] + box["width"] / 2, box["y"] + step, steps=8)
	page.mouse.up()
