"""What all resources share: problems, cursors, conditional answers, keys, limits."""
