"""Reads over REST; it never computes a forecast."""
