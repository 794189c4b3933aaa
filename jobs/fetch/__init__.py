"""The outside world, as bytes: addresses checked, sizes and times bounded, then parsed."""
