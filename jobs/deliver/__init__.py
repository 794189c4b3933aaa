"""From what changed to a message in somebody's hands."""
