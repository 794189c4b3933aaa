"""Prospective meetings: signals folded into tracks, and what a track is worth."""
