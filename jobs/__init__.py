"""Verbs with a clock: collect, read, fit, forecast, resolve, score, digest."""
