"""Tables and question lists of others, checked row by row. Pure: text in, records and problems."""
