"""A private MariaDB and two private Redis on loopback, started from Debian's packages.

Everything they write lies in one folder; ports are found at run time, so runs side by side do not meet. The servers
give up durability for speed: what they hold can be made anew. As root they drop to the owner of the folder, or to
`mysql` where root owns it.
"""

import contextlib
import fcntl
import json
import os
import pwd
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from harness import machine
from harness.bench import Account
from harness.stores import Database, redis_answers

# Another process may take a port between our finding it and the server's opening it.
ATTEMPTS = 5
MARIADB_OPTIONS = (
	"--bind-address=127.0.0.1",
	"--character-set-server=utf8mb4",
	"--collation-server=utf8mb4_unicode_ci",
	"--skip-log-bin",
	"--innodb-flush-log-at-trx-commit=0",
	"--innodb-doublewrite=0",
	"--innodb-flush-method=nosync",
	"--innodb-buffer-pool-size=512M",
	"--max-allowed-packet=64M",
)


@dataclass(frozen=True)
class Services:
	"""Where private servers answer, in the names by which a container tells us where its servers are.

	Without a database server its values are empty.
	"""

	DB_HOST: str
	DB_PORT: str
	DB_ROOT_PASSWORD: str
	REDIS_CACHE: str
	REDIS_QUEUE: str

	def answer(self) -> bool:
		"""Whether all of them can be used right now."""
		database = self.database()
		return all(map(redis_answers, (self.REDIS_CACHE, self.REDIS_QUEUE))) and (
			database is None or database.answers()
		)

	def database(self) -> Database | None:
		"""The database server, where there is one."""
		return Database(self.DB_HOST, int(self.DB_PORT), "root", self.DB_ROOT_PASSWORD) if self.DB_PORT else None


class Folder:
	"""The folder of one set of services: data, logs, process ids."""

	def __init__(self, path: Path) -> None:
		self.path = path
		path.mkdir(parents=True, exist_ok=True)

	@property
	def account(self) -> Account:
		"""Who the servers run as: MariaDB refuses root."""
		owner = Account.owner_of(self.path)
		if owner.uid != 0:
			return owner
		entry = pwd.getpwnam("mysql")
		return Account("mysql", entry.pw_uid, entry.pw_gid, self.path)

	@contextlib.contextmanager
	def lock(self) -> Iterator[None]:
		"""Let only one start or stop at a time into the folder."""
		with (self.path / "lock").open("w") as file:
			fcntl.flock(file, fcntl.LOCK_EX)
			yield

	def load(self) -> Services | None:
		"""The services that were started here, whether they still run or not."""
		with contextlib.suppress(FileNotFoundError):
			return Services(**json.loads((self.path / "services.json").read_text()))
		return None

	def make(self, name: str) -> Path:
		"""A folder inside that the servers' account can write to."""
		path = self.path / name
		path.mkdir(exist_ok=True)
		self.account.give(path)
		return path

	def run(self, name: str, command: Callable[[int], list[str]], ready: Callable[[int], bool]) -> int:
		"""Start a server on a free port, in a session of its own so that Ctrl-C in a terminal does not reach it."""
		for _ in range(ATTEMPTS):
			port = machine.free_port()
			with (self.path / f"{name}.log").open("ab") as log:
				process = subprocess.Popen(
					command(port),
					cwd=self.path / name,
					env=os.environ | {"HOME": str(self.path)},
					stdin=subprocess.DEVNULL,
					stdout=log,
					stderr=log,
					start_new_session=True,
					**self.account.popen_arguments(),
				)
			(self.path / f"{name}.pid").write_text(str(process.pid))
			if machine.wait_until(partial(ready, port), 60, partial(machine.is_running, process.pid)):
				return port
			machine.end(process.pid, str(self.path))
		raise machine.Missing(f"{name} does not start; its last words:\n{self.tail(name)}")

	def tail(self, name: str) -> str:
		"""The end of a server's log."""
		return "\n".join((self.path / f"{name}.log").read_text(errors="replace").splitlines()[-15:])

	def start_mariadb(self) -> tuple[str, str, str]:
		"""Start MariaDB, with a root account that needs a password and no anonymous one."""
		server = machine.require("mariadb-server", "mariadbd", "mysqld")
		data, password = self.make("mariadb"), secrets.token_hex(12)
		if not (data / "mysql").exists():
			subprocess.run(
				[
					machine.require("mariadb-server", "mariadb-install-db", "mysql_install_db"),
					*("--no-defaults", "--skip-test-db", "--auth-root-authentication-method=normal"),
					f"--datadir={data}",
				],
				check=True,
				stdout=subprocess.DEVNULL,
				**self.account.popen_arguments(),
			)
		accounts = self.path / "accounts.sql"
		accounts.write_text(
			"delete from mysql.global_priv where user = '' or (user = 'root' and host != 'localhost');\n"
			f"flush privileges;\nalter user root@localhost identified by '{password}';\n"
		)
		accounts.chmod(0o600)
		self.account.give(accounts)
		# A socket's path may have 107 characters; relative to the working directory it is always short.
		fixed = [server, "--no-defaults", f"--datadir={data}", "--socket=server.sock", *MARIADB_OPTIONS]
		port = self.run(
			"mariadb",
			lambda port: [*fixed, f"--port={port}", f"--init-file={accounts}"],
			lambda port: Database("127.0.0.1", port, "root", password).answers(),
		)
		return "127.0.0.1", str(port), password

	def start_redis(self, name: str, *options: str) -> str:
		"""Start a Redis that keeps nothing on disk, and return its address."""
		server = machine.require("redis-server", "redis-server")
		self.make(name)
		fixed = [server, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.path / name)]
		port = self.run(
			name,
			lambda port: [*fixed, "--port", str(port), *options],
			lambda port: redis_answers(f"redis://127.0.0.1:{port}"),
		)
		return f"redis://127.0.0.1:{port}"

	def start(self, with_database: bool = True) -> Services:
		"""Start what does not run yet; a second call finds everything running and changes nothing."""
		if with_database:
			# Before anything else: the package also brings the account that root drops to.
			machine.require("mariadb-server", "mariadbd", "mysqld")
		with self.lock():
			if (services := self.load()) and services.answer():
				return services
			self.end_servers()
			host, port, password = self.start_mariadb() if with_database else ("", "", "")
			cache = self.start_redis("redis-cache", "--maxmemory", "256mb", "--maxmemory-policy", "allkeys-lru")
			services = Services(host, port, password, cache, self.start_redis("redis-queue"))
			state = self.path / "services.json"
			state.touch(mode=0o600)
			state.write_text(json.dumps(asdict(services)))
			self.account.give(state)
			return services

	def end_servers(self) -> None:
		"""End every server that was started here."""
		for file in self.path.glob("*.pid"):
			machine.end(int(file.read_text() or 0), str(self.path))
			file.unlink(missing_ok=True)

	def stop(self) -> None:
		"""End the servers and remove the folder."""
		with self.lock():
			self.end_servers()
			shutil.rmtree(self.path)


def main(arguments: list[str]) -> int:
	"""The command line: start, stop, env."""
	if len(arguments) != 2 or arguments[0] not in ("start", "stop", "env"):
		print("usage: services start DIR | stop DIR | env DIR", file=sys.stderr)
		return 2
	action, path = arguments[0], Path(arguments[1]).resolve()
	if action != "start" and not path.is_dir():
		return 0 if action == "stop" else 1
	folder = Folder(path)
	try:
		services = folder.start() if action == "start" else folder.load()
	except (machine.Missing, subprocess.CalledProcessError) as problem:
		print(problem, file=sys.stderr)
		return 1
	if action == "stop":
		folder.stop()
	elif services is None or not services.answer():
		print(f"no services run in {path}", file=sys.stderr)
		return 1
	else:
		for name, value in asdict(services).items():
			print(f"{name}={value}")
	return 0


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
