"""The site's web application, except that its server can die: after the commit of a session, before the answer.

It does so once for each file that UPJ_DIES_AT names, and takes gunicorn's master with it, as a power cut would.
"""

import os
import signal
from pathlib import Path
from typing import Any

from harness.wsgi import application as whole

MARK = Path(os.environ["UPJ_DIES_AT"])


def application(environ: dict[str, Any], start_response: Any) -> Any:
	"""Answer a request; Frappe has committed by the time it returns."""
	answer = whole(environ, start_response)
	if environ["PATH_INFO"].endswith(".send_session") and MARK.exists():
		MARK.unlink()
		os.kill(os.getppid(), signal.SIGKILL)
		os.kill(os.getpid(), signal.SIGKILL)
	return answer
