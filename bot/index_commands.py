"""The commands that change the index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import AsJson, cli, opened
from bot.output import plan_json, summary_json, write, write_json

if TYPE_CHECKING:
    from vectorstore.plan import Failure, Plan
    from vectorstore.sync import SyncSummary

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
    force: Annotated[bool, typer.Option("--force", help="Encode everything anew.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done, report by report.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make the index equal to a folder of reports."""
    from bot.progress import progress_bar

    if dry_run:
        with opened(context) as (app, _):
            plan = app.plan(folder, replace=replace, force=force)
        _show_plan(plan, as_json)
        return
    with opened(context) as (app, _), progress_bar() as progress:
        summary = app.index(folder, replace=replace, force=force, progress=progress)
    _show_summary(summary, as_json)


@cli.command()
def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The report, as `index` and citations name it.")],
    as_json: AsJson = False,
) -> None:
    """Take a report out of the reports folder, for good, and out of the index."""
    with opened(context) as (app, _):
        summary = app.remove(name)
    _show_summary(summary, as_json)


def _show_summary(summary: SyncSummary, as_json: bool) -> None:
    if as_json:
        write_json(summary_json(summary))
    else:
        from bot.render import summary_line

        write(summary_line(summary) + "\n")
    name_failed(summary.failed, quiet=as_json)


def _show_plan(plan: Plan, as_json: bool) -> None:
    if as_json:
        write_json(plan_json(plan))
    else:
        from bot.render import plan_lines

        write("".join(f"{line}\n" for line in plan_lines(plan)))
    name_failed(plan.failed, quiet=as_json)


def name_failed(failed: Sequence[Failure], *, quiet: bool) -> None:
    """Name the files that could not be read, unless `quiet`, and end with the code that says so."""
    from bot.render import clean

    for failure in () if quiet else failed:
        typer.echo(clean(f"{failure.report}: {failure.error}".replace("\n", "�")).plain, err=True)
    if failed:
        raise typer.Exit(FILES_FAILED)
