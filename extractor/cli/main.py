"""The `phongtrao` command: how it starts and ends; what it takes is in `commands`.

Its own help is printed from a file: click takes longer to import than Python takes to start.
"""

import os
import sys
from collections.abc import Sequence

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130

# Written by scripts/make_help.py.
HELP = os.path.join(os.path.dirname(__file__), "help.txt")
HELP_COLUMNS = 80  # what click takes where there is no terminal, and of wider ones


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; whatever is wrong with the input is said in one line."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 (None where it is closed; open to the end)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # records are UTF-8, wherever they go
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    asked = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _print_help(asked) if _is_in_file(asked) else _run(arguments)
        sys.stdout.flush()
    except OSError as error:
        # what is left in the buffer must not fail again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader has all it wants
            return EXIT_FAILED
        return _fail(f"cannot write: {error.strerror or error}")
    return code


def _is_in_file(arguments: list[str]) -> bool:
    """Return whether click would print what is in the file; where that is not plain, click is to say."""
    if arguments not in ([], ["-h"], ["--help"]) or not sys.stderr:
        return False
    if "COLUMNS" in os.environ or "_PHONGTRAO_COMPLETE" in os.environ:
        return False
    try:
        return os.get_terminal_size().columns >= HELP_COLUMNS
    except OSError:  # not a terminal
        return True


def _print_help(arguments: list[str]) -> int:
    with open(HELP, encoding="utf-8") as file:
        text = file.read()
    stream, code = (sys.stdout, 0) if arguments else (sys.stderr, EXIT_USAGE)
    stream.write(text)
    stream.flush()
    return code


def _run(arguments: Sequence[str] | None) -> int:
    import click

    from extractor.cli.commands import cli
    from extractor.errors import PhongtraoError

    try:
        return int(cli.main(arguments, prog_name="phongtrao", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return EXIT_USAGE
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "phongtrao"
        return _fail(f"{error.format_message()} See '{command} --help'.", EXIT_USAGE)
    except PhongtraoError as error:
        return _fail(str(error))
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", EXIT_INTERRUPTED)


def _fail(message: str, code: int = EXIT_FAILED) -> int:
    import click

    click.echo(f"phongtrao: {' '.join(message.split())}", err=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
