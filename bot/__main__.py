"""Runs the command line: `python -m bot` and the `kentongan` command are the same."""


def main() -> None:
    """Runs one command and exits with its code."""
    from bot.cli.commands import app

    app()


if __name__ == "__main__":
    main()
