"""Chooses the servers: the bench's own where they answer and let us in as root, else private ones."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.bench import Bench
from harness.services import Folder
from harness.sites import Backend
from harness.stores import Database, redis_answers

# What benches made by the book use, tried after what the environment and the bench's settings say.
USUAL_PASSWORDS = ("root", "")


def own(bench: Bench, with_database: bool = True, environ: Mapping[str, str] = os.environ) -> Backend | None:
	"""The bench's own servers, if all of them answer and we may create databases."""
	try:
		settings: dict[str, Any] = json.loads((bench.sites / "common_site_config.json").read_text())
	except FileNotFoundError:
		settings = {}
	cache = environ.get("REDIS_CACHE") or settings.get("redis_cache") or "redis://127.0.0.1:13000"
	queue = environ.get("REDIS_QUEUE") or settings.get("redis_queue") or "redis://127.0.0.1:11000"
	if "://" not in cache or not (redis_answers(cache) and redis_answers(queue)):
		return None
	if not with_database:
		return Backend(None, cache, queue)
	host = environ.get("DB_HOST") or settings.get("db_host") or "127.0.0.1"
	port = int(environ.get("DB_PORT") or settings.get("db_port") or 3306)
	user = settings.get("root_login") or "root"
	given = environ.get("DB_ROOT_PASSWORD")
	passwords = [settings.get("root_password"), *USUAL_PASSWORDS] if given is None else [given]
	for password in passwords:
		database = Database(host, port, user, password or "")
		if password is not None and database.answers():
			return Backend(database, cache, queue)
	return None


def private(folder: Path, with_database: bool = True) -> Backend:
	"""Private servers, started in this folder if they do not run there yet."""
	services = Folder(folder).start(with_database)
	return Backend(services.database(), services.REDIS_CACHE, services.REDIS_QUEUE)
