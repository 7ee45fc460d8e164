"""The sentences of one language, each with a name. `{...}` are filled by `str.format`.

A dataclass and not a dictionary: a sentence that one language lacks is found by the type checker, and a name that
nobody uses by the reader (docs/decisions/007).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """One finding of the feed doctor in words. `ask` can be forwarded to a webmaster as it is."""

    seen: str
    matters: str
    ask: str


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything a person reads in one language."""

    # What the menu of commands says: Indonesian word or English alias, and what it does.
    commands: tuple[tuple[str, str], ...]
    admin_commands: tuple[tuple[str, str], ...]

    # Greeting and subscription.
    welcome_title: str
    welcome: tuple[str, ...]
    welcome_again: str
    newest_title: str
    no_news_yet: str
    stopped: str
    not_subscribed: str
    only_group_admins: str

    # Help.
    help_title: str
    help: tuple[str, ...]
    help_admin: str
    unknown_command: str
    failed: str
    privacy_title: str
    privacy: tuple[str, ...]
    privacy_number: str

    # Stories.
    read_more: str
    also_in: str
    also_in_more: str
    page_next: str

    # Search.
    search_title: str
    search_nothing: str
    search_how: str

    # Status.
    status_title: str
    status_active: str
    status_not_active: str
    status_feeds: str

    # Buttons: label, and the word that it says.
    button_news: tuple[str, str]
    button_help: tuple[str, str]
    button_stop: tuple[str, str]
    button_start: tuple[str, str]

    # Admins: feeds.
    feeds_title: str
    feeds_none: str
    feed_healthy: str
    feed_mended: str
    feed_paused: str
    feed_failing: str
    feed_sick: str
    feed_silent: str
    feed_never: str
    feed_counts: str
    feed_held: str
    feed_frozen: str
    feed_thawed: str
    feed_not_frozen: str
    feed_add_how: str
    feed_already: str
    feed_not_added: str
    feed_which: str
    examine_how: str
    examine_title: str
    examine_well: str
    examine_counts: str
    examine_finding: str
    examine_marks: Mapping[str, str]
    letter_title: str
    letter_greeting: str
    letter_thanks: str
    feed_unknown: str
    feed_removed: str
    feed_was_paused: str
    feed_resumed: str

    # Admins: alerts about feeds.
    alerts_title: str
    alert_sick: str
    alert_silent: str
    alert_recovered: str
    alert_frozen: str
    alerts_more: str
    alerts_everywhere: str

    # Admins: held stories.
    review_none: str
    review_reasons: str
    review_how: str
    button_approve: str
    button_reject: str
    approved: str
    approved_quiet: str
    rejected: str
    review_unknown: str

    #: Trouble with a feed in words: what we see and what can be done, by `FetchFault` or `NotAFeed` code.
    faults: Mapping[str, str]
    #: Why a story is held, by the first part of a reason.
    reasons: Mapping[str, str]

    # Calendar.
    days: tuple[str, ...]
    months: tuple[str, ...]
    clock: str
