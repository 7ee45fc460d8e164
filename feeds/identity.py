"""By what an entry is recognised again: guid, link, or text. Pure.

Sites rewrite every guid when they move to https, republish each other's press releases, and sometimes give all
entries the same link. So an entry has several keys, and any of them recognises it:

- *feed keys* hold inside one feed: guid and canonical link;
- *story keys* hold across feeds: canonical link, a guid that is unique in the world, and the text itself.

A key is the first 16 bytes of a SHA-256: at a billion entries a false match has odds of about 1 in 10^20.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from url_normalize import url_normalize

from feeds.model import Article, EntryData
from feeds.text.digest import digest as _key
from feeds.text.digest import fingerprint
from feeds.text.normalise import fold

#: Query parameters that say where a reader came from, never which page it is.
#: The names are those that analytics and mailing tools document for themselves.
_TRACKERS = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|_hs(?:enc|mi)|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid"
    r"|igshid|igsh|mc_[ce]id|mkt_tok|oly_(?:anon|enc)_id|vero_id|wickedid|_openstat|s_cid|sr_share|amp"
)
#: Identifiers unique in the world by how they are made (RFC 9562, RFC 4151); others count in their own feed only.
_WORLDWIDE = re.compile(
    r"(?:urn:)?uuid:[0-9a-f-]{36}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|tag:[^,]+,\d{4}.*", re.IGNORECASE
)
#: Below this many words, text is too common to say that two entries are the same ("Klik untuk membaca").
MIN_WORDS = 25


#: An address that is written as it should be already: nothing in it to normalise but scheme, "www." and closing slash.
_PLAIN = re.compile(
    r"https?://(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)((?:/[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9]+)?)*)/?(\?p=\d{1,12})?"
)


@lru_cache(maxsize=8192)
def canonical_link(link: str) -> str:
    """One form for all spellings of a page's address: no scheme, "www.", trackers, fragment or closing slash.

    The result is an identity, not an address to open. WordPress's `?p=ID` is kept: it names the entry.
    """
    plain = _PLAIN.fullmatch(link)
    if plain is not None:
        # The library takes 60 microseconds and says the same; a poll of 50 known entries asks a hundred times.
        return "".join(part or "" for part in plain.groups())
    try:
        parts = urlsplit(url_normalize(link) or link)
        port = "" if parts.port in {None, 80, 443} else f":{parts.port}"
        query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(name)]
    except ValueError:  # an address that no parser accepts is still the same address tomorrow
        return link.strip()
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{port}{parts.path.rstrip('/')}" + (f"?{urlencode(sorted(query))}" if query else "")


def _tracks(name: str) -> bool:
    return _TRACKERS.fullmatch(name.lower()) is not None


def shared_links(entries: Iterable[EntryData]) -> frozenset[str]:
    """Canonical links that stand on different entries of one document: such a link names no entry."""
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.link:
            owners[canonical_link(entry.link)].add(entry.guid or fold(entry.title))
    return frozenset(link for link, entries_of in owners.items() if len(entries_of) > 1)


def _link_key(entry: EntryData, shared: frozenset[str]) -> str | None:
    if not entry.link:
        return None
    canonical = canonical_link(entry.link)
    return None if canonical in shared else _page(canonical)


def _page(canonical: str) -> str | None:
    # An address without path or query is the site's front page; it stands for the newest entry of the moment.
    return canonical if any(mark in canonical for mark in "/?") else None


def page_key(link: str) -> bytes | None:
    """The story key of a link, however it is spelled; None for the front page of a site."""
    page = _page(canonical_link(link))
    return None if page is None else _key("page", page)


def feed_keys(feed_id: int, entry: EntryData, shared: frozenset[str] = frozenset()) -> tuple[bytes, ...]:
    """Keys that recognise `entry` inside its feed, strongest first.

    An entry with neither guid nor usable link is known by its title and published date as written.
    """
    scope = str(feed_id)
    keys = []
    if entry.guid:
        guid = canonical_link(entry.guid) if entry.guid.lower().startswith(("http://", "https://")) else entry.guid
        keys.append(_key("guid", scope, guid))
    if link := _link_key(entry, shared):
        keys.append(_key("link", scope, link))
    return tuple(keys) or (_key("title", scope, fold(entry.title), entry.published_raw or ""),)


def headline_key(feed_id: int, entry: EntryData) -> bytes:
    """Recognises an entry of a feed by its title alone; asked for only when a whole feed was rewritten at once."""
    return _key("headline", str(feed_id), fold(entry.title))


def story_keys(entry: EntryData, article: Article, shared: frozenset[str] = frozenset()) -> tuple[bytes, ...]:
    """Keys that recognise the same story in any feed: its page, its worldwide guid, its words."""
    keys = []
    if link := _link_key(entry, shared):
        keys.append(_key("page", link))
    if entry.guid and _WORLDWIDE.fullmatch(entry.guid):
        keys.append(_key("worldwide", entry.guid.lower()))
    words = fold(article.text)
    if words.count(" ") + 1 >= MIN_WORDS:
        keys.append(_key("words", words))
    return tuple(keys)


def raw_hash(entry: EntryData) -> bytes:
    """Changes when what the feed says of this entry changes; dates don't count (some feeds print the clock)."""
    return entry.fingerprint or fingerprint(entry.title, entry.html, entry.link)


def first_of_each(feed_id: int, entries: Sequence[EntryData], shared: frozenset[str]) -> tuple[EntryData, ...]:
    """Drops entries that repeat an earlier one of the same document."""
    seen: set[bytes] = set()
    kept = []
    for entry in entries:
        keys = feed_keys(feed_id, entry, shared)
        if seen.isdisjoint(keys):
            kept.append(entry)
        seen.update(keys)
    return tuple(kept)
