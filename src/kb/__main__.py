"""`python -m kb` and the `kb` command."""

from kb.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
