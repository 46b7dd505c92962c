"""The commands that run until they are told to stop."""

from __future__ import annotations

import typer

from bot.commands import cli, opened


@cli.command()
def serve(context: typer.Context) -> None:
    """Answer in Telegram, until told to stop (SIGTERM, Ctrl-C)."""
    with opened(context) as (app, settings):
        from bot.telegram.serve import serve as run

        run(app, settings)
