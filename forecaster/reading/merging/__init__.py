"""One act told by many articles: copies, recalls, dates taken from each other."""
