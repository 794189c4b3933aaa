"""The case of 2018, played through the real jobs: feeds on localhost and a clock that steps."""
