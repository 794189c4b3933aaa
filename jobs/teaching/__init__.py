"""How the encoder of the reader is taught; needs what CONTRIBUTING.md names."""
