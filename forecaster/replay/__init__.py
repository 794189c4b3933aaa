"""The past walked forward: back-tests, replays of the ledger, benchmarks."""
