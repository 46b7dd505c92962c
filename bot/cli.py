"""The entry point of `reportbot`: errors become one line on standard error and an exit code.

0    done (a refusal is no error)
1    an error that the line explains
2    wrong usage, an empty question included
3    done, but some files could not be read
130  interrupted
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from bot import index_commands, logs, moving, services, telemetry
from bot.commands import cli
from bot.output import PipeClosed, abandon, use_utf8
from vectorstore.errors import ReportbotError, UsageError

if TYPE_CHECKING:
    from bot.commands import Build

INTERRUPTED = 130
COMMANDS = (index_commands, services, moving)
"""The modules that add commands to `cli` by being imported."""


def main(argv: Sequence[str] | None = None, build: Build | None = None) -> int:
    """Run one command and return its exit code. `build` makes the application, by default bot.app.build."""
    use_utf8()
    telemetry.switch_off()
    try:
        code = cli(args=argv, prog_name="reportbot", standalone_mode=False, obj=build)
    except PipeClosed:
        abandon()
        return 0
    except UsageError as error:
        return _fail(str(error), 2)
    except ReportbotError as error:
        return _fail(str(error), 1)
    except typer.TyperException as error:
        return _fail(_usage(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except Exception as error:
        return _fail(logs.record(error, None), 1)
    if code == INTERRUPTED:
        return _fail("interrupted", INTERRUPTED)
    return int(code or 0)


def _fail(message: str, code: int) -> int:
    typer.echo("reportbot: " + " ".join(message.split()), err=True)
    return code


def _usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "reportbot"
    message = error.format_message().replace("?.", "?")
    return f"{message}{'' if message.endswith(('.', '?')) else '.'} Try '{command} --help'."


if __name__ == "__main__":
    sys.exit(main())
