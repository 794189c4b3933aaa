"""What the reader knows beforehand: names, offices and summits, as of a day."""
