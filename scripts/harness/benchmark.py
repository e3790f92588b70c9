"""`make bench`: runs benchmarks/run.py on a throw-away site with the app. Arguments go on to it."""

import subprocess
import sys
from collections.abc import Sequence

from harness import machine
from harness.bench import find
from harness.testing import WITHOUT_BENCH, heed_signals, run_until_end, throw_away_overlay


def main(arguments: Sequence[str]) -> int:
	"""Make the site and run the benchmarks on it."""
	heed_signals()
	bench = find().bench
	if bench is None:
		print(f"Benchmarks need a bench, and none was found: {WITHOUT_BENCH}", file=sys.stderr)
		return 1
	try:
		with throw_away_overlay(bench) as (overlay, _):
			site = overlay.make_site()
			overlay.prepare_app()
			overlay.install_app(site)
			process = subprocess.Popen(
				[str(overlay.python), str(overlay.checkout / "benchmarks" / "run.py"), "--site", site, *arguments],
				cwd=overlay.sites,
				env=bench.environment(overlay.environment()),
				start_new_session=True,
				**bench.account.popen_arguments(),
			)
			return run_until_end(process)
	except (machine.Missing, RuntimeError, OSError, subprocess.CalledProcessError) as problem:
		print(problem, file=sys.stderr)
		return 1


if __name__ == "__main__":
	try:
		sys.exit(main(sys.argv[1:]))
	except KeyboardInterrupt:
		sys.exit(130)
