"""Which of the places and times that an article names are those of an act, by learned preferences."""
