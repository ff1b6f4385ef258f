"""Semantic search for Dutch civil servants: passages, word for word, with their place."""

__version__ = "0.1.0"
