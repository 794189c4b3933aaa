"""The only room with a window: facts from files, records in SQL."""
