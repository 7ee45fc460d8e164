"""Feeds of different character, as regency sites are, and what they publish while a test lives through days."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

from tests.fakes.scoring_site import Answer, Request, http_date

_EVENTS = (
    (
        "Jembatan {} ditutup untuk perbaikan",
        "Kendaraan dialihkan lewat jalan provinsi sampai tiang penyangganya diganti.",
    ),
    ("Posyandu {} buka setiap Rabu", "Balita ditimbang dan diimunisasi tanpa biaya oleh bidan puskesmas."),
    ("Pasar {} direnovasi tahun ini", "Pedagang menempati lapak sementara di lapangan sebelah utara."),
    ("Panen raya padi di {}", "Hasil gabah naik dibanding musim tanam lalu berkat saluran irigasi baru."),
    ("Air bersih disalurkan ke {}", "Tiga truk tangki datang setiap pagi selama kemarau."),
    ("Pelatihan perajin bambu di {}", "Peserta belajar membuat tampah dan lampu dari bambu apus."),
    ("Vaksinasi ternak dimulai di {}", "Dokter hewan mendatangi kandang warga satu demi satu."),
)


@dataclass
class Publisher:
    """A newsroom: one entry every `every`, the newest ten (`shown`) in the feed. Its day starts with a full page."""

    name: str
    start: datetime
    every: timedelta
    shown: int = 10
    head: str = ""

    def count(self, now: datetime) -> int:
        """Entries published so far; the first page was there before `start`."""
        return self.shown + (now - self.start) // self.every

    def moment(self, number: int) -> datetime:
        """When an entry was published."""
        return self.start + (number - self.shown + 1) * self.every

    def title(self, number: int) -> str:
        """The headline of an entry, different from all others'."""
        return _EVENTS[number % len(_EVENTS)][0].format(f"{self.name} {number}")

    def titles_between(self, first: datetime, last: datetime) -> list[str]:
        """What was published after one moment and up to another."""
        return [self.title(number) for number in range(self.count(first), self.count(last))]

    def item(self, number: int) -> str:
        """An entry as RSS."""
        return (
            f"<item><title>{self.title(number)}</title><link>https://{self.name.lower()}.example/berita/{number}/</link>"
            f"<guid>https://{self.name.lower()}.example/?p={number}</guid>"
            f"<pubDate>{format_datetime(self.moment(number))}</pubDate>"
            f"<description>{_EVENTS[number % len(_EVENTS)][1]}</description></item>"
        )

    def body(self, now: datetime) -> bytes:
        """The feed at this moment."""
        count = self.count(now)
        items = "".join(self.item(number) for number in range(count - 1, count - 1 - self.shown, -1))
        return (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>Kabupaten {self.name}</title>{self.head}{items}'
            "</channel></rss>"
        ).encode()

    def changed(self, now: datetime) -> datetime:
        """When the feed last changed."""
        return self.moment(self.count(now) - 1)


def tag(body: bytes, form: str = '"{}"') -> bytes:
    """An ETag of a body, in the server's own idea of a form."""
    return form.format(hashlib.sha256(body).hexdigest()[:12]).encode()


@dataclass
class Plain:
    """A server that answers with what it has, and 304 to its own validators, of which it gives `gives`."""

    newsroom: Publisher
    gives: frozenset[str] = frozenset({"etag"})
    form: str = '"{}"'
    packed: bool = False
    extra: dict[bytes, bytes] = field(default_factory=dict)
    fresh_for: timedelta = timedelta(0)

    def __call__(self, request: Request, now: datetime) -> Answer:
        body = self.newsroom.body(now)
        headers = dict(self.extra)
        if "etag" in self.gives:
            headers[b"ETag"] = tag(body, self.form)
        if "date" in self.gives:
            headers[b"Last-Modified"] = http_date(self.newsroom.changed(now))
        known = (request.get(b"if-none-match"), request.get(b"if-modified-since"))
        if known != (None, None) and known == (headers.get(b"ETag"), headers.get(b"Last-Modified")):
            return Answer(304, headers, fresh_for=self.fresh_for)
        if self.packed:
            body, headers = gzip.compress(body, mtime=0), headers | {b"Content-Encoding": b"gzip"}
        return Answer(200, headers, body, fresh_for=self.fresh_for)


@dataclass
class Nodes:
    """Two servers behind one name, each with its own idea of the same page's ETag."""

    newsroom: Publisher
    asked: int = 0

    def __call__(self, request: Request, now: datetime) -> Answer:
        self.asked += 1
        body = self.newsroom.body(now)
        etag = tag(body, f'"node{self.asked % 2}-{{}}"')
        same = request.get(b"if-none-match") == etag
        return Answer(304 if same else 200, {b"ETag": etag}, b"" if same else body)


@dataclass
class Renamer:
    """Names the same page anew with each 304, and forgets every fifth time to name it at all."""

    newsroom: Publisher
    asked: int = 0
    name: bytes = b""

    def __call__(self, request: Request, now: datetime) -> Answer:
        self.asked += 1
        body = self.newsroom.body(now)
        same = self.name.startswith(tag(body)) and request.get(b"if-none-match") == self.name
        if self.asked % 5 == 0:
            self.name = b""
            return Answer(200, {}, body)
        self.name = tag(body) + b"-%d" % self.asked
        return Answer(304 if same else 200, {b"ETag": self.name}, b"" if same else body)


@dataclass
class Liar:
    """Says "not modified" to whoever asks conditionally, whatever has happened."""

    newsroom: Publisher

    def __call__(self, request: Request, now: datetime) -> Answer:
        etag = b'"selamanya"'
        if request.get(b"if-none-match") is not None:
            return Answer(304, {b"ETag": etag})
        return Answer(200, {b"ETag": etag}, self.newsroom.body(now))


@dataclass
class Tired:
    """A server that has enough every so often: then it answers with `status` and asks to be left alone."""

    awake: Plain
    status: int
    every: timedelta
    lasts: timedelta
    #: Says for how long.
    says: bool = True
    #: As a date instead of seconds.
    by_date: bool = False

    @property
    def newsroom(self) -> Publisher:
        """Who writes here."""
        return self.awake.newsroom

    def __call__(self, request: Request, now: datetime) -> Answer:
        since = (now - self.newsroom.start) % self.every
        if since >= self.lasts or now - self.newsroom.start < self.every:
            return self.awake(request, now)
        if not self.says:
            return Answer(self.status)
        left = self.lasts - since
        text = http_date(now + left) if self.by_date else str(int(left.total_seconds())).encode()
        return Answer(self.status, {b"Retry-After": text, b"Date": http_date(now)}, rest_for=left)


@dataclass
class Mover:
    """Sends whoever asks for the old address to the new one, for good."""

    there: Plain

    @property
    def newsroom(self) -> Publisher:
        """Who writes here."""
        return self.there.newsroom

    def __call__(self, request: Request, now: datetime) -> Answer:
        if request.target == "/feed/":
            return Answer(301, {b"Location": b"/baru/feed/"})
        return self.there(request, now)


@dataclass
class Shared:
    """Several feeds on one host, at /0/feed/, /1/feed/ and so on; counts what it refused."""

    sites: list[Tired]
    refused: int = 0

    def __call__(self, request: Request, now: datetime) -> Answer:
        answer = self.sites[int(request.target.split("/")[1])](request, now)
        self.refused += answer.status >= 400
        return answer
