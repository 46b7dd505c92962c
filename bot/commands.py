"""The commands of `reportbot`, each as its stages. Heavy imports happen once a command runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.core

from bot import __version__
from bot.output import PipeClosed, answer_json, search_json, write, write_json
from vectorstore.errors import ReportbotError, UsageError

if TYPE_CHECKING:
    from bot.app import App
    from bot.render import Line
    from bot.settings import Settings
    from rag.events import Request

    Build = Callable[[Settings], App]

ORDER = (
    *("index", "search", "ask", "figures", "chat", "serve", "watch", "remove"),
    *("doctor", "eval", "encode", "load", "export", "import"),
)
"""The commands as the help lists them."""


class InOrder(typer.core.TyperGroup):
    """Lists the commands in `ORDER`, whichever module they come from."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the commands."""
        return sorted(super().list_commands(ctx), key=ORDER.index)


cli = typer.Typer(
    cls=InOrder,
    help="Ask Chinese news reports a question; the answer comes with the passages it stands on.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Words = Annotated[list[str] | None, typer.Argument(metavar="QUESTION", help="The question, quoted or not.")]
Exclude = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Leave this report out; may be repeated.")]
Batch = Annotated[str | None, typer.Option(metavar="FILE", help="Questions as JSON lines; - is standard input.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _version(wanted: bool) -> None:
    if wanted:
        write(f"reportbot {__version__}\n")
        raise typer.Exit


@cli.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Hold the options that go with no command."""


@cli.command()
def search(
    context: typer.Context,
    words: Words = None,
    k: Annotated[int, typer.Option("-k", min=1, metavar="N", help="How many passages at most.")] = 10,
    exclude: Exclude = None,
    batch: Batch = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages nearest to a question."""
    questions = _questions(words, exclude, batch)
    with opened(context) as (app, _):
        for one in questions:
            hits = app.search(one.question, k, one.exclude)
            if as_json or batch is not None:
                write_json(search_json(one.question, hits))
            else:
                from bot.render import hit_lines

                _show(hit_lines(hits))


@cli.command()
def ask(
    context: typer.Context,
    words: Words = None,
    exclude: Exclude = None,
    batch: Batch = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, with its sources."""
    questions = _questions(words, exclude, batch)
    with opened(context) as (app, _):
        if as_json or batch is not None:
            for one, answer in zip(questions, app.ask_all(questions), strict=True):
                write_json(answer_json(one.question, answer))
        else:
            from bot.live import Live
            from bot.render import console_for

            live, one = Live(console_for(sys.stdout)), questions[0]
            _show(live.rest(live.show(app.stream(one.question, one.history, one.exclude))))


@cli.command()
def figures(
    context: typer.Context,
    about: Annotated[str | None, typer.Option(metavar="TEXT", help="Only those that match, best first.")] = None,
    report: Annotated[str, typer.Option(metavar="NAME", help="Only those of one report.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_json: AsJson = False,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Draw the places' best figures of what --about names.")
    ] = None,
) -> None:
    """List the figures in the reports, or compare them in a chart."""
    from bot.figures import checked, compare, draw, laid_out_as

    text = checked(about, plot, as_csv, as_json)
    with opened(context) as (app, _):
        listed = app.figures(text, report)
        if plot:
            compared = compare(listed, text)
            typer.echo(draw(compared, text, plot), err=True)
            listed = [row.one for row in compared.rows]
        write(laid_out_as(listed, text, report, as_csv, as_json))


@cli.command()
def chat(context: typer.Context) -> None:
    """Ask in a conversation; questions may also be piped in, one a line."""
    with opened(context) as (app, settings):
        from bot.render import console_for
        from bot.repl import Repl, prompt_session

        on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
        session = prompt_session(settings.data_dir) if on_terminal else None
        Repl(app, console_for(sys.stdout), settings.data_dir, session).run()


@cli.command()
def doctor(
    context: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Go through the whole index first, and mend it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what is installed, indexed and misconfigured."""
    from bot.doctor import ERROR, check_lines, checks_json, examine, mended

    build = _build(context)
    checks = [*(mended(build) if repair else ()), *examine(build)]
    if as_json:
        write_json(checks_json(checks))
    else:
        _show(check_lines(checks))
    if any(one.mark == ERROR for one in checks):
        raise typer.Exit(1)


@cli.command("eval")
def evaluation(
    context: typer.Context,
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="Gold questions as JSON lines; - is standard input.")],
    without: Annotated[
        bool, typer.Option("--without", help="Ask each fact again with its own report left out.")
    ] = False,
    wrong: Annotated[
        bool, typer.Option("--wrong", help="List the wrong answers too; the JSON always has them.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure what is found and answered against gold questions."""
    from bot.gold import read_gold

    golds = read_gold(gold)
    with opened(context) as (app, _):
        from bot.evaluate import evaluate
        from bot.progress import progress_bar
        from bot.scorecard import evaluation_json, evaluation_lines

        with progress_bar() as progress:
            result = evaluate(app, golds, without=without, progress=progress)
    if as_json:
        write_json(evaluation_json(result))
    else:
        _show(evaluation_lines(result, wrong=wrong))


def _questions(words: Sequence[str] | None, exclude: Sequence[str] | None, batch: str | None) -> list[Request]:
    from bot.batch import read_batch
    from bot.question import checked
    from rag.events import Request

    left_out = tuple(exclude or ())
    if batch is None:
        return [Request(checked(" ".join(words or ())), exclude=left_out)]
    if words:
        raise UsageError("A question and --batch do not go together. Give one of them.")
    return [Request(one.question, one.history, left_out + one.exclude) for one in read_batch(batch)]


@contextmanager
def opened(context: typer.Context) -> Iterator[tuple[App, Settings]]:
    """Give the application and the settings; what nobody expected becomes a line with a reference."""
    from bot import logs
    from bot.settings import load_settings

    settings = load_settings()
    logs.configure(settings.log_level, settings.secrets)
    try:
        with closing(_build(context)(settings)) as app:
            yield app, settings
    except (ReportbotError, typer.Exit, PipeClosed):
        raise
    except Exception as error:
        raise ReportbotError(logs.record(error, settings.data_dir)) from error


def _build(context: typer.Context) -> Build:
    if context.obj is not None:
        given: Build = context.obj
        return given
    from bot.app import build

    return build


def _show(lines: Sequence[Line]) -> None:
    from bot.render import console_for, laid_out

    write(laid_out(lines, console_for(sys.stdout)))
