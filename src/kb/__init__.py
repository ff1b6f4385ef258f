"""Semantic search for Dutch civil servants: passages, word for word, with their place."""

import os

__version__ = "0.1.0"

# Read when numpy is first imported. A question's matrices are small: threads that wait for each
# other take longer than one alone, and many times longer on a machine that does more.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
