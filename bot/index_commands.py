"""The commands that change the index."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import AsJson, cli, opened
from bot.output import summary_json, write, write_json

FILES_FAILED = 3


@cli.command()
def index(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Default: REPORTS_DIR.", show_default=False)
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Let the index mirror another folder than before.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the index equal to a folder of reports."""
    from bot.progress import progress_bar

    with opened(context) as (app, _), progress_bar() as progress:
        summary = app.index(folder, replace=replace, progress=progress)
    if as_json:
        write_json(summary_json(summary))
    else:
        from bot.render import summary_line

        write(summary_line(summary) + "\n")
        for failure in summary.failed:
            typer.echo(f"{failure.report}: {failure.error}", err=True)
    if summary.failed:
        raise typer.Exit(FILES_FAILED)
