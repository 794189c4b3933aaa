"""Whom an act concerns: the set of leaders, chosen among all whom the text may mean."""
