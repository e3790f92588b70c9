"""A council information system on loopback that speaks OParl 1.1, with everything that can go wrong with one."""

import gzip
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TYPE = "https://schema.oparl.org/1.1/"
PAGE_SIZE = 100


class CouncilSystem:
	"""Papers of a body, and what each path answers. `broken`: path to what is answered instead."""

	def __init__(self, url: str, papers: int = 0) -> None:
		self.url = url
		self.papers = [self.paper(number) for number in range(papers)]
		self.objects: dict[str, Any] = {}
		self.broken: dict[str, Any] = {}
		self.asked: list[str] = []
		self.headers: list[dict[str, str]] = []
		self.last_modified = "Tue, 05 Apr 2016 18:00:00 GMT"

	def paper(self, number: int, **values: Any) -> dict:
		"""A paper with nothing but what OParl asks for, and what is named."""
		return {
			"id": f"{self.url}/paper/{number}",
			"type": f"{TYPE}Paper",
			"reference": f"9/{number:05d}/2016",
			"modified": "2016-04-01T10:00:00+02:00",
			**values,
		}

	def decide(self, number: int, reference: str, result: str, day: str = "2016-04-05", **values: Any) -> dict:
		"""Put a paper with a consultation, an agenda item and a meeting into the list."""
		item, meeting = f"{self.url}/item/{number}", f"{self.url}/meeting/{number}"
		self.objects[f"/item/{number}"] = {"id": item, "type": f"{TYPE}AgendaItem", "result": result}
		self.objects[f"/meeting/{number}"] = {
			"id": meeting,
			"type": f"{TYPE}Meeting",
			"name": "Rat der Stadt",
			"start": f"{day}T18:00:00+02:00",
		}
		consultation = {"type": f"{TYPE}Consultation", "agendaItem": item, "meeting": meeting, "authoritative": True}
		paper = self.paper(number, reference=reference, consultation=[consultation], **values)
		self.papers = [row for row in self.papers if row["id"] != paper["id"]] + [paper]
		return paper

	def answer(self, path: str, query: dict[str, list[str]]) -> Any:
		"""Return the object at a path; None for an unknown one."""
		if path == "/system":
			return {"id": f"{self.url}/system", "type": f"{TYPE}System", "body": f"{self.url}/bodies"}
		if path == "/bodies":
			return {"data": [self.answer("/body", {})], "links": {}}
		if path == "/body":
			return {
				"id": f"{self.url}/body",
				"type": f"{TYPE}Body",
				"name": "Stadt Nienburg/Weser",
				"paper": f"{self.url}/papers",
			}
		if path == "/papers":
			since = query.get("modified_since", [""])[0]
			rows = [row for row in self.papers if not since or str(row.get("modified")) >= since]
			page = int(query.get("page", ["1"])[0])
			more = len(rows) > page * PAGE_SIZE
			following = f"{self.url}/papers?page={page + 1}" + (f"&modified_since={since}" if since else "")
			return {
				"data": rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
				"links": {"next": following.replace("+", "%2B")} if more else {},
			}
		return self.objects.get(path)


@contextmanager
def council_system(papers: int = 0) -> Iterator[CouncilSystem]:
	"""Serve a council information system on a free port of loopback."""

	class Handler(BaseHTTPRequestHandler):
		protocol_version = "HTTP/1.1"

		def do_GET(self) -> None:
			parts = urlsplit(self.path)
			system.asked.append(self.path)
			system.headers.append(dict(self.headers))
			broken = system.broken.get(parts.path)
			if isinstance(broken, list):
				broken = broken.pop(0) if broken else None
			if callable(broken):
				broken(self)
				return
			if self.headers.get("If-Modified-Since") == system.last_modified and parts.path == "/body":
				self.respond(304)
				return
			found = system.answer(parts.path, parse_qs(parts.query))
			if found is None:
				self.respond(404, b"{}")
			else:
				self.respond(200, json.dumps(found).encode())

		def respond(self, status: int, content: bytes = b"", kind: str = "application/json", **headers: str) -> None:
			self.send_response(status)
			self.send_header("Content-Type", kind)
			self.send_header("Content-Length", str(len(content)))
			self.send_header("Last-Modified", system.last_modified)
			for name, value in headers.items():
				self.send_header(name.replace("_", "-"), value)
			self.end_headers()
			self.wfile.write(content)

		def log_message(self, *_arguments: Any) -> None:
			pass

	server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
	server.daemon_threads = True
	system = CouncilSystem(f"http://127.0.0.1:{server.server_port}", papers)
	threading.Thread(target=server.serve_forever, daemon=True).start()
	try:
		yield system
	finally:
		server.shutdown()
		server.server_close()


def status(code: int, content: bytes = b"{}", kind: str = "application/json", **headers: str) -> Any:
	"""Answer with this status, content, type and headers."""
	return lambda handler: handler.respond(code, content, kind, **headers)


def bomb() -> bytes:
	"""A kilobyte for each megabyte that it would be unpacked."""
	return gzip.compress(b" " * 64 * 1024 * 1024)


def dripping(handler: Any) -> None:
	"""Answer one byte at a time, for ever."""
	handler.send_response(200)
	handler.send_header("Content-Type", "application/json")
	handler.send_header("Content-Length", "1000000")
	handler.end_headers()
	try:
		while True:
			handler.wfile.write(b" ")
			handler.wfile.flush()
			time.sleep(0.1)
	except OSError:
		pass


def endless(handler: Any) -> None:
	"""Answer with more and more, without saying how much."""
	handler.send_response(200)
	handler.send_header("Content-Type", "application/json")
	handler.send_header("Connection", "close")
	handler.end_headers()
	try:
		for _ in range(1000):
			handler.wfile.write(b" " * 1024 * 1024)
	except OSError:
		pass


def cut_off(handler: Any) -> None:
	"""Promise more than is sent, and hang up."""
	handler.send_response(200)
	handler.send_header("Content-Type", "application/json")
	handler.send_header("Content-Length", "5000")
	handler.end_headers()
	handler.wfile.write(b'{"data": [')
	handler.close_connection = True
