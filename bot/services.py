"""The commands that run until they are told to stop."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import cli, opened


@cli.command()
def serve(context: typer.Context) -> None:
    """Answer in Telegram, until told to stop (SIGTERM, Ctrl-C)."""
    with opened(context) as (app, settings):
        from bot.telegram.serve import serve as run

        run(app, settings)


@cli.command()
def watch(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Default: REPORTS_DIR.", show_default=False)
    ] = None,
) -> None:
    """Keep the index equal to a folder of reports, until told to stop (SIGTERM, Ctrl-C)."""
    with opened(context) as (app, settings):
        from bot.watch_terminal import watch as run

        run(app, settings, folder)
