"""Every text that the bot says, as the fields of one catalogue, and how placeholders are filled in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of one language, none with markup; `fill` puts values in.

    `{n}` is a value, `{n:report|reports}` a number with its noun. Times come from `duration`, sizes from `size`.
    """

    # What Telegram shows of the bot; `command_x` describes /x.
    bot_description: str
    bot_short_description: str
    command_start: str
    command_help: str
    command_ask: str
    command_sources: str
    command_compare: str
    command_new: str
    command_cancel: str
    command_language: str
    command_privacy: str
    command_forget: str
    command_stats: str
    command_reindex: str
    command_add: str
    command_allow: str
    command_deny: str
    command_pair: str
    command_feedback: str

    # Welcome and help
    start: str
    known: str
    known_places: str
    known_dates: str
    known_date: str
    examples: str
    help: str
    help_group: str
    help_admin: str

    # On the way to an answer
    queued: str
    cancelled: str
    nothing_to_cancel: str
    new_conversation: str
    ask_usage: str
    compare_usage: str
    too_long: str
    only_text: str
    limit_minute: str
    limit_day: str

    # Under an answer
    read_as: str
    near: str
    also_in: str
    copy: str
    answer_gone: str
    passage_gone: str
    before_quote: str
    after_quote: str
    feedback_thanks: str
    feedback_why: str
    feedback_noted: str
    reason_figure: str
    reason_place: str
    reason_question: str
    reason_sources: str

    # The reports
    reports: str
    page: str
    figures: str
    passage_of: str
    no_reports: str
    report_gone: str

    # Access
    stranger: str
    paired: str
    pair_wrong: str
    pair_locked: str
    pair_code: str
    admins_only: str
    allow_usage: str
    allowed: str
    deny_usage: str
    denied: str
    deny_admin: str
    not_allowed: str
    access_open: str
    private_only: str
    sent_privately: str
    write_first: str

    # When something is wrong
    error: str
    index_missing: str
    button_unknown: str
    command_unknown: str
    shutting_down: str

    # Uploads
    add_usage: str
    upload_received: str
    upload_progress: str
    upload_done: str
    upload_same: str
    upload_too_large: str
    upload_wrong_type: str
    upload_unreadable: str
    upload_empty: str
    upload_exists: str
    upload_replace: str
    upload_keep: str
    upload_kept: str
    upload_failed: str
    upload_busy: str
    upload_admins_only: str
    upload_cut: str

    # The user's own
    language_question: str
    language_auto: str
    language_name: str
    language_set: str
    language_set_auto: str
    privacy: str
    privacy_stored: str
    forgotten: str

    # For admins
    stats_users: str
    stats_access: str
    stats_questions: str
    stats_feedback: str
    stats_index: str
    stats_chat_model: str
    stats_no_chat_model: str
    stats_now: str
    stats_uptime: str
    feedback_file: str
    feedback_none: str
    reindex_started: str
    reindex_progress: str
    reindex_running: str
    reindex_done: str
    reindex_unchanged: str
    reindex_unreadable: str
    reindex_failed: str
    notice_index_failed: str
    notice_chat_model: str
    notice_chat_model_back: str

    # Lists and measures
    comma: str
    seconds: str
    minutes: str
    hours: str
    days: str
    megabytes: str
    kilobytes: str


class Count(int):
    """A number that writes itself with thousands set apart, and with the noun that fits: `{n:report|reports}`."""

    def __format__(self, nouns: str) -> str:
        number = f"{int(self):,}"
        if not nouns:
            return number
        one, more = nouns.split("|")
        return f"{number} {one if abs(self) == 1 else more}"


def fill(text: str, **values: str | int) -> str:
    """Put values into a text; raises KeyError if one is missing."""
    return text.format_map({name: Count(value) if isinstance(value, int) else value for name, value in values.items()})


def duration(words: Wording, seconds: float) -> str:
    """Say how long something takes, rounded up, in the largest unit that fits: at least 1 second."""
    whole = max(1, -int(-seconds // 1))
    for size, text in ((86_400, words.days), (3600, words.hours), (60, words.minutes)):
        if whole >= size:
            return fill(text, n=-(-whole // size))
    return fill(words.seconds, n=whole)


def size(words: Wording, octets: int) -> str:
    """Say how large a file is, rounded up."""
    kilobytes = -(-octets // 1024)
    if kilobytes < 1024:
        return fill(words.kilobytes, n=kilobytes)
    return fill(words.megabytes, n=-(-kilobytes // 1024))
