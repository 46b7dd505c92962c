"""The tables, as the changes that lead from each version of the schema to the next.

A version is the number of migrations applied, kept in SQLite's user_version. A migration that has been released is
never changed: a later one mends it.
"""

from __future__ import annotations

Migration = tuple[str, ...]

MIGRATIONS: tuple[Migration, ...] = (
    (
        """CREATE TABLE people (
            user INTEGER PRIMARY KEY,
            language TEXT NOT NULL,
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL
        )""",
        """CREATE TABLE access (
            user INTEGER PRIMARY KEY,
            status TEXT NOT NULL CHECK (status IN ('allowed', 'denied')),
            how TEXT NOT NULL,
            at INTEGER NOT NULL
        )""",
        """CREATE TABLE turns (
            id INTEGER PRIMARY KEY,
            chat INTEGER NOT NULL,
            thread INTEGER NOT NULL,
            user INTEGER NOT NULL,
            question TEXT NOT NULL,
            answer TEXT NOT NULL,
            at INTEGER NOT NULL
        )""",
        "CREATE INDEX turns_of_chat ON turns (chat, thread, id)",
        "CREATE INDEX turns_of_user ON turns (user)",
        """CREATE TABLE answers (
            id TEXT PRIMARY KEY,
            chat INTEGER NOT NULL,
            thread INTEGER NOT NULL,
            user INTEGER NOT NULL,
            status TEXT NOT NULL,
            body TEXT NOT NULL,
            at INTEGER NOT NULL
        )""",
        "CREATE INDEX answers_of_user ON answers (user)",
        "CREATE INDEX answers_by_time ON answers (at)",
        """CREATE TABLE messages (
            chat INTEGER NOT NULL,
            message INTEGER NOT NULL,
            answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
            PRIMARY KEY (chat, message)
        ) WITHOUT ROWID""",
        "CREATE INDEX messages_of_answer ON messages (answer)",
        """CREATE TABLE feedback (
            id INTEGER PRIMARY KEY,
            answer TEXT NOT NULL,
            user INTEGER,
            asker INTEGER,
            question TEXT NOT NULL,
            text TEXT NOT NULL,
            citations TEXT NOT NULL,
            verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
            reason TEXT NOT NULL,
            at INTEGER NOT NULL,
            UNIQUE (answer, user)
        )""",
        "CREATE INDEX feedback_of_user ON feedback (user)",
        "CREATE INDEX feedback_of_asker ON feedback (asker)",
        "CREATE TABLE asked (id INTEGER PRIMARY KEY, user INTEGER NOT NULL, at INTEGER NOT NULL)",
        "CREATE INDEX asked_by_user ON asked (user, at)",
        "CREATE INDEX asked_by_time ON asked (at)",
        "CREATE TABLE codes (id INTEGER PRIMARY KEY, salt BLOB NOT NULL, hash BLOB NOT NULL, expires INTEGER NOT NULL)",
        "CREATE TABLE tries (id INTEGER PRIMARY KEY, user INTEGER NOT NULL, at INTEGER NOT NULL)",
        "CREATE INDEX tries_by_user ON tries (user, at)",
        "CREATE INDEX tries_by_time ON tries (at)",
        """CREATE TABLE updates (
            id INTEGER PRIMARY KEY,
            chat INTEGER NOT NULL,
            thread INTEGER NOT NULL,
            user INTEGER NOT NULL,
            payload TEXT NOT NULL,
            at INTEGER NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            sending INTEGER NOT NULL DEFAULT 0,
            done INTEGER NOT NULL DEFAULT 0
        )""",
        "CREATE INDEX updates_by_time ON updates (at)",
        "CREATE INDEX updates_of_user ON updates (user)",
        """CREATE TABLE uploads (
            id TEXT PRIMARY KEY,
            chat INTEGER NOT NULL,
            user INTEGER NOT NULL,
            name TEXT NOT NULL,
            path TEXT NOT NULL,
            at INTEGER NOT NULL
        )""",
    ),
    (
        """CREATE TABLE opened (
            answer TEXT PRIMARY KEY REFERENCES answers (id) ON DELETE CASCADE,
            message INTEGER NOT NULL
        ) WITHOUT ROWID""",
    ),
    ("ALTER TABLE updates ADD COLUMN apart INTEGER NOT NULL DEFAULT 0",),
)
