"""Questions: checking, reading answers off curves, settling by rule. Pure."""
