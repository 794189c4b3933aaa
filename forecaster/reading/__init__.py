"""Article in, mentions of acts out; mentions in, signals with witnesses out. Pure."""
