"""Panel and tracks to probabilities; the only home of statsmodels."""
