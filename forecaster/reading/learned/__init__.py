"""Wordings learned from labelled sentences: what weighs and completes the rules."""
