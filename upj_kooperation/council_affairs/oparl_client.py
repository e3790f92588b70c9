"""Fetches JSON from a council information system without being led anywhere else.

An address comes from outside: from a form, and from the answers of a foreign server. So a name is resolved once, each
of its addresses must be public, and the connection goes to just the address that was checked: a name that changes
between the two (DNS rebinding) gains nothing. Redirects, other hosts, compressed, big and slow answers are refused.

`upj_oparl_internal_hosts` in the site's configuration, which only who administers the server can write, names hosts
with their port that need not be public: a system in the town's own network.
"""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import frappe
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from upj_kooperation.domain import oparl
from upj_kooperation.domain.values import Problem

CONNECT_SECONDS = 5
READ_SECONDS = 15
# From the connection to the last byte: a server that drips does not hold the worker.
TOTAL_SECONDS = 40
MAX_BYTES = 8 * 1024 * 1024
TRIES = 3
# Of one run, tries included: a list in which every paper names results does not hold the worker.
MAX_REQUESTS = 3_000
AGENT = "upj_kooperation (OParl)"


class Refused(Exception):
	"""Why an address was not read. problem: in words; again: whether trying again may help."""

	def __init__(self, problem: Problem, again: bool = False) -> None:
		super().__init__(problem.message)
		self.problem, self.again = problem, again


class _Checked:
	"""A connection to an address that was checked, cut off when its time is over."""

	def _new_conn(self) -> socket.socket:
		name = self._dns_host
		self._dns_host = _checked_address(name, self.port)
		try:
			sock = super()._new_conn()
		finally:
			# The certificate is compared with the name.
			self._dns_host = name
		_cut_off_later(sock)
		return sock


class _HTTPPool(HTTPConnectionPool):
	ConnectionCls = type("CheckedHTTPConnection", (_Checked, HTTPConnection), {})


class _HTTPSPool(HTTPSConnectionPool):
	ConnectionCls = type("CheckedHTTPSConnection", (_Checked, HTTPSConnection), {})


class _Adapter(HTTPAdapter):
	def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
		super().init_poolmanager(*args, **kwargs)
		self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}


_deadlines = threading.local()


class Client:
	"""Fetches from the host of one address. pause: seconds before the second try; doubled before each further one."""

	def __init__(self, home: str, pause: float = 2.0, total_seconds: float = TOTAL_SECONDS) -> None:
		self.home, self.pause, self.total_seconds = home, pause, total_seconds
		self.fetched = 0

	def get(self, url: str, modified_since: str | None = None) -> tuple[Any, str | None]:
		"""Return the JSON at an address and its `Last-Modified`; None for the JSON where it is unchanged since.

		Raises Refused.
		"""
		if problem := oparl.check_address(url):
			raise Refused(problem)
		if not oparl.same_host(self.home, url):
			raise Refused(Problem(oparl.FOREIGN_HOST, (url,)))
		for attempt in range(TRIES):
			if self.fetched >= MAX_REQUESTS:
				raise Refused(Problem(oparl.TOO_OFTEN, (self.home, str(MAX_REQUESTS))), again=True)
			if attempt:
				time.sleep(self.pause * 2 ** (attempt - 1))
			try:
				return self._fetch(url, modified_since)
			except Refused as refused:
				if not refused.again or attempt == TRIES - 1:
					raise
		raise AssertionError

	def _fetch(self, url: str, modified_since: str | None) -> tuple[Any, str | None]:
		headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": AGENT}
		if modified_since:
			headers["If-Modified-Since"] = modified_since
		self.fetched += 1
		with _time_limit(self.total_seconds), requests.Session() as session:
			# Neither proxies nor passwords of the server's account.
			session.trust_env = False
			session.mount("http://", _Adapter())
			session.mount("https://", _Adapter())
			try:
				with session.get(
					url,
					headers=headers,
					timeout=(CONNECT_SECONDS, READ_SECONDS),
					allow_redirects=False,
					stream=True,
				) as answer:
					return _read(url, answer, bool(modified_since))
			except requests.RequestException as error:
				refused = _refusal_in(error)
				raise (refused or Refused(Problem(oparl.NO_ANSWER, (url,)), again=True)) from error


def _read(url: str, answer: requests.Response, conditional: bool) -> tuple[Any, str | None]:
	if answer.status_code == 304 and conditional:
		return None, answer.headers.get("Last-Modified")
	if 300 <= answer.status_code < 400:
		raise Refused(Problem(oparl.REDIRECT, (url, answer.headers.get("Location", "")[:200])))
	if answer.status_code != 200:
		again = answer.status_code == 429 or answer.status_code >= 500
		raise Refused(Problem(oparl.BAD_STATUS, (url, str(answer.status_code))), again=again)
	if "json" not in answer.headers.get("Content-Type", "").lower():
		raise Refused(Problem(oparl.NO_JSON, (url,)))
	if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
		raise Refused(Problem(oparl.NO_JSON, (url,)))
	content = bytearray()
	for chunk in answer.iter_content(64 * 1024):
		content += chunk
		if len(content) > MAX_BYTES:
			raise Refused(Problem(oparl.TOO_BIG, (url, str(MAX_BYTES // 1024 // 1024))))
	try:
		return json.loads(content.decode("utf-8")), answer.headers.get("Last-Modified")
	except (ValueError, RecursionError):
		raise Refused(Problem(oparl.NO_JSON, (url,))) from None


def _checked_address(host: str, port: int) -> str:
	try:
		found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
	except (OSError, UnicodeError):
		raise Refused(Problem(oparl.UNKNOWN_HOST, (host,)), again=True) from None
	addresses = [row[4][0] for row in found]
	if f"{host}:{port}" not in (frappe.conf.get("upj_oparl_internal_hosts") or ()) and not all(
		map(oparl.is_public, addresses)
	):
		raise Refused(Problem(oparl.PRIVATE_ADDRESS, (host,)))
	return addresses[0]


@contextlib.contextmanager
def _time_limit(seconds: float) -> Any:
	ends: list[Callable[[], None]] = []
	_deadlines.seconds, _deadlines.ends = seconds, ends
	try:
		yield
	finally:
		_deadlines.ends = None
		for end in ends:
			end()


def _cut_off_later(sock: socket.socket) -> None:
	# A second handle on the connection: TLS and the reader of the answer each take the first one over.
	handle = sock.dup()

	def cut() -> None:
		with contextlib.suppress(OSError):
			handle.shutdown(socket.SHUT_RDWR)

	timer = threading.Timer(_deadlines.seconds, cut)
	timer.daemon = True
	timer.start()
	_deadlines.ends.append(lambda: (timer.cancel(), handle.close()))


def _refusal_in(error: BaseException | None) -> Refused | None:
	while error is not None:
		if isinstance(error, Refused):
			return error
		error = error.__cause__ or error.__context__
	return None
