"""The command line. ``main`` is what the installed ``kgqa`` runs."""

from __future__ import annotations


def main() -> None:
    """Parses the arguments and exits: 0 fine, 1 wrong answers or violations, 2 misuse, 3 something is not available."""
    from qa.cli.app import app

    app()
