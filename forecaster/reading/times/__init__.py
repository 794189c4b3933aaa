"""Expressions of time in words, and the days they stand for."""
