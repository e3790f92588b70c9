"""Takes the pictures of README and docs/ from a running demo: `scripts/pictures http://kooperation.localhost:8000`.

Needs playwright and the system's Chromium, and pdftoppm for the report.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
PASSWORD = "Nordertor-2016!"
MANAGER = "kooperation@nienburg.example"
ADVISER = "beratung@agentur.example"
APPROVER = "entscheidung@nienburg.example"
OFFICE = "programm@agentur.example"
CHROMIUM_FLAGS = (
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
)


@dataclass(frozen=True)
class Picture:
	"""One picture: file, who looks, and what: a route, the first record that the filters find, or a page."""

	file: str
	user: str
	route: str = ""
	doctype: str = ""
	filters: dict[str, str] = field(default_factory=dict)
	tab: str = ""
	height: int = 900
	width: int = 1360
	page: str = ""


PICTURES = (
	Picture("desk.png", MANAGER, route="kooperation", height=1150),
	Picture("stakeholder.png", MANAGER, doctype="Stakeholder", filters={"actor_type": "Company"}),
	Picture("list.png", MANAGER, doctype="Stakeholder Import", height=1200),
	Picture("area.png", MANAGER, doctype="Programme Area", height=1250),
	Picture("network.png", MANAGER, route="stakeholder-network"),
	Picture("map.png", MANAGER, route="stakeholder-map", height=1000),
	Picture("agreement.png", MANAGER, doctype="Cooperation Agreement", tab="parties_and_duties_tab"),
	Picture("sponsorship.png", MANAGER, doctype="Sponsorship", filters={"kind": "Sponsoring"}, tab="kind_tab"),
	Picture("decision.png", APPROVER, doctype="Sponsorship", filters={"amount": "250"}, tab="acceptance_tab"),
	Picture("session.png", ADVISER, doctype="Advisory Session"),
	Picture("phone.png", ADVISER, page="/beratung/termin", width=390, height=1250),
	Picture("applications.png", OFFICE, route="call-application"),
)


def main(address: str) -> None:
	"""Take every picture from the demo at `address`."""
	IMAGES.mkdir(parents=True, exist_ok=True)
	with sync_playwright() as playwright:
		browser = playwright.chromium.launch(
			executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=CHROMIUM_FLAGS
		)
		for picture in PICTURES:
			_take(browser, address, picture)
		_take_report(browser, address)


def _open(browser: Browser, address: str, user: str, height: int = 900, width: int = 1360) -> Page:
	context = browser.new_context(
		base_url=address, locale="de-DE", timezone_id="Europe/Berlin", viewport={"width": width, "height": height}
	)
	page = context.new_page()
	page.request.post("/api/method/login", form={"usr": user, "pwd": PASSWORD})
	return page


def _record(page: Page, doctype: str, filters: dict[str, str]) -> str:
	query = urlencode({"filters": json.dumps(filters), "order_by": "creation asc", "limit_page_length": 1})
	return page.request.get(f"/api/resource/{quote(doctype)}?{query}").json()["data"][0]["name"]


def _take(browser: Browser, address: str, picture: Picture) -> None:
	page = _open(browser, address, picture.user, picture.height, picture.width)
	route = picture.route
	if picture.doctype:
		route = f"{picture.doctype.lower().replace(' ', '-')}/{_record(page, picture.doctype, picture.filters)}"
	page.goto(picture.page or f"/app/{route}", wait_until="networkidle")
	page.wait_for_timeout(7000)
	if picture.tab:
		page.locator(f"[data-fieldname='{picture.tab}']").first.click()
		page.wait_for_timeout(800)
	# The sidebar shows what else a site has installed, which differs from town to town.
	page.add_style_tag(content=".desk-sidebar { display: none }")
	page.screenshot(path=str(IMAGES / picture.file))
	page.context.close()


def _take_report(browser: Browser, address: str) -> None:
	page = _open(browser, address, MANAGER)
	name = _record(page, "Council Paper", {"reference": ""}) or _record(page, "Council Paper", {})
	query = urlencode({"doctype": "Council Paper", "name": name, "format": "Status Report", "_lang": "de"})
	pdf = page.request.get(f"/api/method/frappe.utils.print_format.download_pdf?{query}", timeout=120_000).body()
	with tempfile.TemporaryDirectory() as folder:
		source = Path(folder) / "report.pdf"
		source.write_bytes(pdf)
		subprocess.run(
			["pdftoppm", "-png", "-r", "70", "-f", "1", "-l", "1", "-singlefile", source, Path(folder) / "report"],
			check=True,
		)
		shutil.copy(Path(folder) / "report.png", IMAGES / "report.png")


if __name__ == "__main__":
	main(sys.argv[1])
