"""Canonical entries, hash chain, signatures and their verification. Pure."""
