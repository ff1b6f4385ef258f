"""`python -m kb` and the `kb` command."""

import gc

__all__ = ["main"]


def main() -> None:
    """Run `kb`: see `kb.cli`."""
    # What loads now stays; looking for garbage meanwhile takes a tenth of a first search.
    gc.disable()
    from kb.cli import main as run

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
