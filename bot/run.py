"""One run of `reportbot`: errors become one line on standard error and an exit code, those that cli.py lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from bot import index_commands, logs, moving, services, telemetry
from bot.commands import cli
from bot.output import PipeClosed, abandon, use_utf8
from vectorstore.errors import ReportbotError, UsageError

if TYPE_CHECKING:
    from bot.commands import Build

COMMANDS = (index_commands, services, moving)
"""The modules that add commands to `cli` by being imported."""


def run(argv: Sequence[str] | None, build: Build | None) -> int:
    """Run one command and return its exit code; KeyboardInterrupt if it is interrupted."""
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
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        return _fail(logs.record(error, None), 1)
    return int(code or 0)


def _fail(message: str, code: int) -> int:
    typer.echo("reportbot: " + " ".join(message.split()), err=True)
    return code


def _usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "reportbot"
    message = error.format_message().replace("?.", "?")
    return f"{message}{'' if message.endswith(('.', '?')) else '.'} Try '{command} --help'."
