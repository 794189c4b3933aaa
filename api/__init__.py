"""REST over what is stored, and the dashboard."""
