"""``python -m api``: serve the API and the dashboard on one port."""

from __future__ import annotations

import sys

import uvicorn

from api.wiring import environment, read_wiring
from forecaster.domain.errors import SummitryError


def main() -> int:
    """Serve until stopped; returns the exit code."""
    try:
        wiring = read_wiring(environment())
    except SummitryError as error:
        sys.stderr.write(f"summitry api: {error}\n")
        return 1
    uvicorn.run(
        "api.wiring:make_app",
        factory=True,
        host=wiring.api.host,
        port=wiring.api.port,
        workers=wiring.api.workers,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
