"""``python -m api``: serve the API and the dashboard on one port."""

from __future__ import annotations

import gc
import sys

from forecaster.domain.errors import SummitryError


def main() -> int:
    """Serve until stopped; returns the exit code."""
    # Nothing that is loaded at the start is ever garbage: looking for some costs a tenth of it.
    gc.disable()
    import uvicorn

    from api.http.patience import PatientProtocol
    from api.wiring import environment, make_app, read_wiring

    try:
        wiring = read_wiring(environment())
        app = make_app() if wiring.api.workers == 1 else "api.wiring:make_app"
    except SummitryError as error:
        sys.stderr.write(f"summitry api: {error}\n")
        return 1
    gc.freeze()
    gc.enable()
    uvicorn.run(
        app,
        factory=isinstance(app, str),
        host=wiring.api.host,
        port=wiring.api.port,
        workers=wiring.api.workers,
        http=PatientProtocol,
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
