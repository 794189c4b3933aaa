"""Plain sentences from what was received: cleaning, language, words and their stems."""
