"""`scripts/mutate`: does every test of a consultant's doors fail when the fence is taken away?

A copy of the checkout gets a fence that lets everybody see everything. Each test of the files below must then be red;
one that stays green proves nothing about the fence. What the own records show and what the role alone closes stays
green with or without.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from harness.bench import APP, CHECKOUT
from harness.sites import NOT_COPIED

FILES = ("tests/site/test_consultants.py", "tests/site/test_realtime.py")
GREEN_ANYWAY = re.compile(r"test_door_to_own_records|test_the_role_exports_nothing")
NO_FENCE = '''

def scope_of(user: str | None = None, doctype: str | None = None) -> Scope:
	"""No fence: everybody sees everything."""
	return Scope(everything=True)
'''


def outcomes(output: str) -> dict[str, str]:
	"""Return {test: PASSED, FAILED or ERROR} from pytest's `-rA`."""
	return {
		test: outcome
		for outcome, test in re.findall(r"^(PASSED|FAILED|ERROR) (tests/\S+::.*?)(?: - .*)?$", output, re.M)
	}


def main(arguments: list[str]) -> int:
	"""Run the files on the mutated copy and name the tests that stayed green."""
	with tempfile.TemporaryDirectory(prefix="upj-mutation-") as folder:
		copy = Path(folder) / APP
		copy.parent.chmod(0o755)
		shutil.copytree(CHECKOUT, copy, symlinks=True, ignore=shutil.ignore_patterns(*NOT_COPIED))
		fence = copy / APP / "permissions.py"
		fence.write_text(fence.read_text(encoding="utf-8") + NO_FENCE, encoding="utf-8")
		run = subprocess.run(
			[str(copy / "scripts" / "test"), *(arguments or FILES), "-q", "-rA", "--tb=no"],
			cwd=copy,
			capture_output=True,
			text=True,
		)
	found = outcomes(run.stdout)
	green = sorted(test for test, outcome in found.items() if outcome == "PASSED" and not GREEN_ANYWAY.search(test))
	red = sum(outcome == "FAILED" for outcome in found.values())
	print(run.stdout[-1500:])
	print(f"{red} tests fail without the fence, {len(green)} do not notice that it is gone")
	for test in green:
		print(f"  {test}")
	return int(bool(green) or not red)


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
