"""The entry point of `reportbot`.

0    done (a refusal is no error)
1    an error that a line on standard error explains
2    wrong usage, an empty question included
3    done, but some files could not be read
130  interrupted

Nothing is imported before `main` is called, so that Ctrl-C ends the program in the same way from its first moment on.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.commands import Build

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None, build: Build | None = None) -> int:
    """Run one command and return its exit code. `build` makes the application, by default bot.app.build."""
    try:
        from bot.run import run

        code = run(argv, build)
    except KeyboardInterrupt:
        code = INTERRUPTED
    if code == INTERRUPTED:
        sys.stderr.write("reportbot: interrupted\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
