"""The one door to a forecast, for today, replay and what-if alike."""
