"""The data that travels between the rooms of `feeds`, named for its place in the flow. All frozen.

bytes -> `FeedData`/`EntryData` (parsed) -> `Draft` (decided, read, summarised) -> entries and stories (stored).
Every datetime is aware UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

#: Tells the present moment, aware UTC. Passed in everywhere, so that tests and the simulation own time.
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """Bytes that were skimmed: what the worker is given again when it has forgotten them."""

    #: What the worker knows it by.
    number: int
    body: bytes
    url: str


@dataclass(frozen=True, slots=True)
class EntryData:
    """One entry as its feed tells it, before anybody decided anything about it."""

    #: The feed's own identifier, verbatim; None when it gives none.
    guid: str | None
    #: Absolute http(s) address of the page; None when there is none that a reader could open.
    link: str | None
    #: Plain text without markup, on one line; may be empty.
    title: str
    #: The fullest content the feed carries, as HTML; may be empty, and is when the document was only skimmed.
    html: str
    #: When it was published, None when the feed does not say or says it in no way we understand.
    published: datetime | None = None
    #: The date as written, kept to explain a misunderstanding.
    published_raw: str | None = None
    author: str | None = None
    #: Absolute address of a picture.
    image: str | None = None
    #: Of a skimmed entry: changes when its title, content or link changes (16 bytes, see `text.digest`).
    fingerprint: bytes = b""
    #: Of a skimmed entry: where its content can be read from, and as which of the document's entries.
    document: Document | None = field(default=None, compare=False, repr=False)
    index: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FeedData:
    """A parsed feed document, its entries in document order (newest first in practice)."""

    title: str
    #: The site that the feed belongs to.
    link: str | None
    entries: tuple[EntryData, ...]
    #: Minutes between polls that the feed asks for (RSS `ttl`, `sy:updatePeriod`); None when it does not say.
    ttl_minutes: int | None = None
    #: Codes of what was wrong but survivable, see `parse.prepare`.
    warnings: tuple[str, ...] = ()
    #: Addresses of a hub that tells of news, and of the feed itself as it says (WebSub); None where there is none.
    hub: str | None = None
    self_link: str | None = None


@dataclass(frozen=True, slots=True)
class NotAFeed:
    """The bytes are no feed. `reason` is one of the codes that `bot.texts` and the doctor explain."""

    reason: Literal["empty", "html", "not_xml", "no_feed", "broken_off", "too_slow", "too_big", "crashed"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Sitemaps:
    """An index of sitemaps: no news itself, but where they may be; those that call themselves news first."""

    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageHints:
    """Where an HTML page says that its site's news can be read, the likeliest first."""

    feeds: tuple[str, ...] = ()
    #: The root of WordPress's REST interface.
    rest: str | None = None
    wordpress: bool = False
    #: The page's own title, on one line; may be empty.
    title: str = ""


@dataclass(frozen=True, slots=True)
class CachingInfo:
    """What a server gave us to ask again with. Byte-exact, opaque to everybody but `web.fetch`."""

    etag: str | None = None
    last_modified: str | None = None
    #: The address that gave them, when that is not the one that was asked for; they are sent to no other.
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body that arrived whole, within the limits, decoded from its content coding."""

    body: bytes
    #: The address that answered, after redirects.
    url: str
    content_type: str
    caching: CachingInfo
    #: Seconds for which the server calls this answer fresh (max-age, Expires); None when it does not say.
    fresh_for: float | None = None
    #: The chain of permanent redirects only, None when there was none or a temporary one came first.
    moved_to: str | None = None
    #: All Link headers (RFC 8288), joined by commas on one line, 2,000 characters at most; "" when there is none.
    link_header: str = ""
    #: The server leaves a certificate out of its chain; we found it and verified the whole chain.
    chain_mended: bool = False


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed since `CachingInfo`."""

    caching: CachingInfo
    fresh_for: float | None = None
    #: As in `Fetched`.
    moved_to: str | None = None


FetchFault = Literal[
    "bad_url",  # not an http(s) address we would ever ask
    "forbidden_address",  # the address guard refused: not public
    "dns",  # the host name does not exist or can't be looked up now
    "refused",  # nobody listens, or the connection broke
    "tls",  # the certificate can't be verified
    "timeout",  # did not finish within the total limit
    "too_big",  # more bytes than we read, before or after decoding
    "redirects",  # too many redirects, or one that leads nowhere
    "coding",  # a content coding that we did not ask for or that is broken
    "gone",  # 410
    "not_found",  # 404
    "denied",  # 401, 403, 451
    "too_many",  # 429
    "server",  # 5xx
    "status",  # any other status that is not a success
    "protocol",  # not HTTP, or a 304 to an unconditional request
]


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """The fetch did not give a body. Expected trouble: a value, never raised."""

    fault: FetchFault
    #: English, one line, without secrets: what exactly was seen.
    detail: str
    status: int | None = None
    #: Seconds that the server asks us to stay away (Retry-After), unclipped; None when it does not say.
    retry_after: float | None = None


FetchResult = Fetched | NotModified | FetchFailed


@dataclass(frozen=True, slots=True)
class Article:
    """The readable text of an entry: what a person would read aloud."""

    #: Clean paragraphs: no markup, dateline, byline, "BACA JUGA", share or comment boilerplate.
    paragraphs: tuple[str, ...]
    #: All words of the entry, also those that no reader would see, for the hijack guard; cut at 30,000 characters.
    shown: str = ""
    #: Where the entry links to, as written; cut at 50.
    links: tuple[str, ...] = ()
    #: Those of its links that stand in invisible elements, likewise.
    hidden: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something that an entry does and its feed never did: a hint for the hijack guard, hardly ever proof."""

    code: Literal["unseen_author", "burst", "language_shift"]
    points: int
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class PageText:
    """What the page of an article says: its readable text, and what it tells of it."""

    #: On one line; may be empty.
    title: str = ""
    #: As in `Article`; empty when the page holds no article that we could find.
    paragraphs: tuple[str, ...] = ()
    author: str | None = None
    #: Absolute address of a picture.
    image: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the hijack guard says of an entry. Held means: an admin looks first."""

    held: bool
    #: Codes that explain a held verdict, for example "gambling_words:slot gacor".
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """An official region, as `feeds.regions` knows it."""

    #: Kemendagri's code: "16.03" a regency, "16.03.06" a kecamatan of it, "16.03.06.1001" a kelurahan or desa of that.
    code: str
    #: As the official list writes it; a regency with "Kabupaten" or "Kota" before it.
    name: str
    level: Literal["regency", "district", "village"]


@dataclass(frozen=True, slots=True)
class EventCard:
    """What an entry announces, where the text states it plainly: local days and times, as written.

    At least `day` or `deadline` is there.
    """

    day: date | None = None
    time: time | None = None
    #: The venue in the text's own words.
    place: str | None = None
    #: The last day of a registration or a claim.
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """Where an entry plays, what it is about, and whether it can't wait."""

    #: In the order in which the text names them.
    places: tuple[Place, ...] = ()
    #: Names of the rules' topics, the strongest first.
    topics: tuple[str, ...] = ()
    #: Danger or outage happening now.
    urgent: bool = False
    event: EventCard | None = None


NO_LABELS = Labels()


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry ready to be stored: decided, read, summarised and screened."""

    data: EntryData
    #: Keys that recognise this entry in its own feed, strongest first; 16 bytes each.
    keys: tuple[bytes, ...]
    #: Keys that recognise the same story in any feed; 16 bytes each.
    story_keys: tuple[bytes, ...]
    #: Changes when the feed's title or content of this entry changes; 16 bytes.
    raw_hash: bytes
    article: Article
    summary: tuple[str, ...]
    #: Published time if known and not in the future, else the time first seen.
    published: datetime
    verdict: Verdict
    #: False for what must never be pushed: a first poll's baseline, or news older than the maximum age.
    push: bool
    #: Recognises the entry by its title alone; looked up only when a whole feed was rewritten at once.
    headline: bytes
    #: Id of the stored entry that it was recognised as already, None when placing has to find out.
    replaces: int | None = None
    labels: Labels = NO_LABELS


@dataclass(frozen=True, slots=True)
class Outlet:
    """One feed's publication of a story."""

    feed: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """One event as citizens get it: title, summary, and every outlet that carries it, the first being its source."""

    id: int
    title: str
    summary: tuple[str, ...]
    link: str | None
    source: str
    published: datetime
    state: Literal["quiet", "due", "held", "rejected", "recalled"]
    image: str | None = None
    outlets: tuple[Outlet, ...] = field(default=())
    #: Why it is held, empty when it is not.
    reasons: tuple[str, ...] = ()
    labels: Labels = NO_LABELS
