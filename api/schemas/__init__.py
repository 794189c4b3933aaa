"""Public shapes; the store's own classes never leave the house."""
