"""The commands that move what was made from one machine to another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import cli, opened
from bot.output import write

STATE = "bot.sqlite3"
"""The Telegram bot's state, which goes with the index."""


@cli.command()
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it, such as backup.tar.gz.")],
) -> None:
    """Write the index and the bot's state into one file, while questions are answered."""
    with opened(context) as (app, _):
        from vectorstore.archive import export as pack

        size = pack(app.location, file, (STATE,))
    write(f"Wrote {file}, {size / 1e6:.1f} MB. `reportbot import {file}` takes it in elsewhere.\n")


@cli.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `reportbot export` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of the index that is there.")] = False,
) -> None:
    """Take an exported index in, without encoding anything; stop the bot before."""
    with opened(context) as (app, _):
        from vectorstore.archive import unpack

        manifest = unpack(file, app.location, replace=replace)
    write(
        f"Took in the index of {manifest.folder}. If the reports are elsewhere now, run `reportbot index --replace`.\n"
    )
