"""The commands that move what was made from one machine to another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import AsJson, cli, opened
from bot.index_commands import name_failed
from bot.output import Json, summary_json, write, write_json

if TYPE_CHECKING:
    from vectorstore.shard_encode import ShardSummary
    from vectorstore.sync import SyncSummary

STATE = "bot.sqlite3"
"""The Telegram bot's state, which goes with the index."""


@cli.command()
def encode(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Default: REPORTS_DIR.", show_default=False)
    ] = None,
    shard: Annotated[str, typer.Option(metavar="I/N", help="Encode part I of N of the reports.")] = "1/1",
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where to write shard-I-of-N.parquet.")] = Path("shards"),
    as_json: AsJson = False,
) -> None:
    """Encode a part of the reports into a file that `load` takes; run the parts on as many machines as there are."""
    from bot.progress import progress_bar
    from vectorstore.shards import Part

    part = Part.parse(shard)
    with opened(context) as (app, _), progress_bar() as progress:
        summary = app.encode(folder, part, out, progress)
    if as_json:
        write_json(_shard_json(summary))
    else:
        write(_shard_line(summary) + "\n")
    name_failed(summary.failed, quiet=as_json)


@cli.command()
def load(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="What `encode` wrote, or a folder of it.")],
    reports: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder the index mirrors. Default: REPORTS_DIR.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Go over to this folder or encoder from the index's own.")
    ] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Load though shards are missing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put encoded shards into the index; reports that are not in them stay."""
    from bot.progress import progress_bar

    with opened(context) as (app, _), progress_bar() as progress:
        summary = app.load(files, reports, replace=replace, partial=partial, progress=progress)
    if as_json:
        write_json(summary_json(summary))
    else:
        write(_loaded_line(summary) + "\n")
    name_failed(summary.failed, quiet=as_json)


def _shard_json(summary: ShardSummary) -> Json:
    return {
        "shard": str(summary.part),
        "file": str(summary.file),
        "reports": summary.reports,
        "failed": [{"report": one.report, "error": one.error} for one in summary.failed],
        "passages": summary.passages,
        "written": summary.written,
        "seconds": round(summary.seconds, 1),
    }


def _shard_line(summary: ShardSummary) -> str:
    from bot.render import counted

    has = f"{counted(summary.reports, 'report')}, {counted(summary.passages, 'passage')}"
    if not summary.written:
        return f"Nothing to do: {summary.file} is there ({has})"
    return f"Wrote {summary.file} in {summary.seconds:.1f} s: {has}"


def _loaded_line(summary: SyncSummary) -> str:
    from bot.render import counted

    counts = (f"{getattr(summary, name)} {name}" for name in ("added", "changed", "unchanged"))
    done = ", ".join([*counts, *([f"{len(summary.failed)} failed"] if summary.failed else [])])
    return f"Loaded in {summary.seconds:.1f} s: {done}. The index has {counted(summary.passages, 'passage')}"


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
