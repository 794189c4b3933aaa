"""People, offices, countries and places of a sentence, and whom its words refer to."""
