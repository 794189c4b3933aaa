"""The form of a page: plain report, record of who said what, or entries of a live blog."""
