"""Codes by which a stranger gets access: made by an admin, used once, hard to guess."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass

from bot.state.access import ALLOWED, BY_PAIRING, DENIED, Access, decide, status_of
from bot.state.database import Database, Transaction
from bot.state.window import HOUR, Window

DIGITS = 6
VALID_SECONDS = 600
MOST_CODES = 5  # that are valid at a time; one more takes the place of the oldest
TRIES = 5  # of one stranger in an hour
TRIES_OF_ALL = 50  # in an hour: of a million codes with five valid ones, an even chance takes 115 days of guessing


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a code. If it was not `accepted`, `left` more tries are open, or `wait` seconds must pass."""

    accepted: bool
    left: int = 0
    wait: int = 0


class Pairing:
    """Codes are stored as salted scrypt hashes: whoever copies the file cannot find one while it is valid."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.tries = Window("tries", HOUR)

    def make(self) -> str:
        """Make a code of 6 digits, valid for VALID_SECONDS."""
        code, salt = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", secrets.token_bytes(16)
        hashed, now = _hash(code, salt), self._database.now()
        with self._database.transaction() as run:
            run("DELETE FROM codes WHERE expires <= ?", now)
            run("INSERT INTO codes (salt, hash, expires) VALUES (?, ?, ?)", salt, hashed, now + VALID_SECONDS)
            run("DELETE FROM codes WHERE id NOT IN (SELECT id FROM codes ORDER BY id DESC LIMIT ?)", MOST_CODES)
        return code

    def redeem(self, user: int, text: str) -> Attempt:
        """Let `user` in if `text` is a valid code, which is then used up.

        Every try counts before it is looked at, so that many at once are no more than their number. What does not look
        like a code counts for nothing. Who was denied stays so and is told no more than that the code is wrong.
        """
        code = as_code(text)
        with self._database.transaction() as run:
            now = self._database.now()
            stands = self._stands(run, user, now)
            if stands.wait or not code:
                return stands
            self.tries.add(run, user, now)
            valid = run("SELECT id, salt, hash FROM codes WHERE expires > ?", now).fetchall()
        found = [id_ for id_, salt, hashed in valid if hmac.compare_digest(_hash(code, salt), hashed)]
        with self._database.transaction() as run:
            if found and status_of(run, user) != DENIED and _use_up(run, found[0]):
                run("DELETE FROM tries WHERE user = ?", user)
                decide(run, Access(user, ALLOWED, BY_PAIRING, self._database.now()))
                return Attempt(True)
            return self._stands(run, user, self._database.now())

    def _stands(self, run: Transaction, user: int, now: int) -> Attempt:
        wait = max(self.tries.wait(run, user, now, TRIES, HOUR), self.tries.wait(run, None, now, TRIES_OF_ALL, HOUR))
        return Attempt(False, 0 if wait else self.tries.left(run, user, now, TRIES, HOUR), wait)


def as_code(text: str) -> str:
    """Give the digits of a code, whatever way they are written (full-width, with spaces or dashes), or "".

    >>> as_code("１２３ 456")
    '123456'
    """
    bare = unicodedata.normalize("NFKC", text).translate(dict.fromkeys(map(ord, " -\n\t")))
    return bare if len(bare) == DIGITS and bare.isascii() and bare.isdigit() else ""


def _use_up(run: Transaction, code: int) -> bool:
    return run("DELETE FROM codes WHERE id = ?", code).rowcount == 1


def _hash(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1)  # 16 MB, tens of ms: hours for all codes
