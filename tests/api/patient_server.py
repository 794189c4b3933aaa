"""The real API with little room and little patience, so that tests need not wait."""

from __future__ import annotations

import sys

from api.__main__ import main
from api.http import patience

if __name__ == "__main__":
    patience.PATIENCE = 0.5
    patience.MOST = 12
    sys.exit(main())
