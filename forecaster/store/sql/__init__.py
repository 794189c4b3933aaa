"""The store in SQL: SQLite by default, PostgreSQL when the address says so."""

from forecaster.store.sql.database import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
