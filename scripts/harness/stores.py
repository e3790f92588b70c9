"""Talks to MariaDB (through its command line client) and Redis (through a socket), without any driver."""

import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from harness import machine


@dataclass(frozen=True)
class Database:
	"""A MariaDB server and an account on it that may create and drop databases."""

	host: str
	port: int
	user: str
	password: str

	def command(self, *arguments: str) -> list[str]:
		"""The client's command line; the password goes through the environment."""
		client = machine.require("mariadb-client", "mariadb", "mysql")
		where = [f"--host={self.host}", f"--port={self.port}", f"--user={self.user}", "--protocol=tcp"]
		return [client, "--no-defaults", *where, "--default-character-set=utf8mb4", *arguments]

	@property
	def environment(self) -> dict[str, str]:
		"""The environment that the client needs."""
		return os.environ | {"MYSQL_PWD": self.password}

	def sql(self, statements: str) -> list[list[str]]:
		"""Run statements and return the rows of their results."""
		done = subprocess.run(
			self.command("--batch", "--skip-column-names"),
			input=statements,
			env=self.environment,
			capture_output=True,
			text=True,
		)
		if done.returncode:
			raise RuntimeError(done.stderr.strip())
		return [line.split("\t") for line in done.stdout.splitlines()]

	def answers(self) -> bool:
		"""Whether we can log in and may create databases."""
		try:
			with socket.create_connection((self.host, self.port), timeout=3):
				pass
			return any("ON *.*" in row[0] for row in self.sql("show grants"))
		except (OSError, RuntimeError):
			return False

	def version(self) -> str:
		"""The server's version, such as 10.11.6-MariaDB."""
		return self.sql("select version()")[0][0].partition("-")[0]

	def create(self, name: str, password: str) -> None:
		"""An empty database as Frappe wants it, with an account of the same name that owns it."""
		accounts = "".join(
			f"create or replace user '{name}'@'{host}' identified by '{password}';"
			f"grant all privileges on `{name}`.* to '{name}'@'{host}';"
			for host in ("localhost", "%")
		)
		self.sql(f"create or replace database `{name}` character set utf8mb4 collate utf8mb4_unicode_ci; {accounts}")

	def load(self, name: str, dump: Path) -> None:
		"""Fill a database from a compressed dump."""
		unpack = subprocess.Popen(["gzip", "-dc", str(dump)], stdout=subprocess.PIPE)
		subprocess.run(self.command(name), stdin=unpack.stdout, env=self.environment, check=True)
		if unpack.wait():
			raise RuntimeError(f"{dump} is damaged; remove it and run again")

	def dump(self, name: str, target: Path) -> None:
		"""Write a compressed dump; the file appears only when it is complete."""
		program = machine.require("mariadb-client", "mariadb-dump", "mysqldump")
		partial = target.with_suffix(f".{os.getpid()}")
		with partial.open("wb") as file:
			command = [program, *self.command()[1:], "--single-transaction", "--quick", "--skip-comments", name]
			write = subprocess.Popen(command, stdout=subprocess.PIPE, env=self.environment)
			subprocess.run(["gzip", "-1"], stdin=write.stdout, stdout=file, check=True)
		if write.wait():
			partial.unlink()
			raise RuntimeError(f"the database {name} could not be dumped")
		partial.replace(target)

	def drop_all(self, prefix: str) -> None:
		"""Drop every database and account whose name starts with this prefix."""
		pattern = prefix.replace("_", r"\_") + "%"
		names = self.sql(f"select schema_name from information_schema.schemata where schema_name like '{pattern}'")
		accounts = self.sql(f"select user, host from mysql.user where user like '{pattern}'")
		self.sql(
			"".join(f"drop database if exists `{name}`;" for (name,) in names)
			+ "".join(f"drop user if exists '{user}'@'{host}';" for user, host in accounts)
		)


def redis(url: str, *commands: list[str]) -> Iterator[object]:
	"""Send commands to a Redis and give back the answers (its protocol is a few lines)."""
	address = urlsplit(url)
	with socket.create_connection((address.hostname or "127.0.0.1", address.port or 6379), timeout=5) as connection:
		stream = connection.makefile("rb")

		def answer() -> object:
			kind, rest = (line := stream.readline())[:1], line[1:].strip()
			if kind == b"*":
				return [answer() for _ in range(int(rest))]
			if kind == b"$":
				return None if rest == b"-1" else stream.read(int(rest) + 2)[:-2]
			if kind not in (b"+", b":"):
				raise OSError(line.decode() or "Redis hung up")
			return rest

		login = [["AUTH", *filter(None, [address.username, address.password])]] if address.password else []
		select = [["SELECT", address.path[1:]]] if address.path[1:] else []
		for command in [*login, *select, *commands]:
			words = b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in map(str.encode, command))
			connection.sendall(b"*%d\r\n%b" % (len(command), words))
			reply = answer()
			if command in commands:
				yield reply


def redis_answers(url: str) -> bool:
	"""Whether a Redis is there and lets us in."""
	try:
		return list(redis(url, ["PING"])) == [b"PONG"]
	except (OSError, ValueError):
		return False


def redis_forget(url: str, pattern: str) -> None:
	"""Remove every key that matches; what others keep in the same Redis stays."""
	(keys,) = redis(url, ["KEYS", pattern])
	assert isinstance(keys, list)
	for start in range(0, len(keys), 500):
		list(redis(url, ["DEL", *[key.decode("utf-8", "surrogateescape") for key in keys[start : start + 500]]]))
