"""What a forecast was worth: proper scores, reliability, skill. Pure."""
