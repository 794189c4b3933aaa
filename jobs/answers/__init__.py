"""What only the worker can answer: custom questions, scenarios, resolutions by hand."""
