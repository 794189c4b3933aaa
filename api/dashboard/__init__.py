"""Pages for people: the same shapes as the API, as HTML that needs no script."""
