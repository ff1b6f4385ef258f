"""What templates get: frozen dataclasses, every value ready to print. Pure."""
