"""A process that opens a database, changes something, and closes it: run by the database tests."""

from __future__ import annotations

import sys

from forecaster.store.sql import open_store
from tests.store.conftest import START
from tests.store.samples import an_article

if __name__ == "__main__":
    store = open_store(sys.argv[1], now=START)
    with store.write() as records:
        records.articles.add([an_article(sys.argv[2])])
    store.close()
