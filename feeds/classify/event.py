"""What an article announces: day, time, venue and deadline, where it states them plainly. Pure.

Nothing is inferred but a year that is left out. A day before the publication is no announcement; a bare weekday,
"besok" or "pekan depan" is not plain; a sentence that only reports ("digelar Selasa (12/8)") has its day in the past
and falls out by that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, time, timedelta

from feeds.model import EventCard
from feeds.text.dates import parse_date
from feeds.text.sentences import split_sentences

#: An announcement says when and where early.
_SENTENCES_READ = 8
#: Sentences more in which hour and venue of a day already found may follow, as in a list of lines.
_DETAILS_READ = 6
_CHARACTERS_READ = 4_000
#: Announced longer ahead is more likely a plan or a slip of the hand.
_AHEAD = timedelta(days=300)

_MONTHS = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|juni?|juli?|agu(?:stus)?|agt|ags|sep(?:tember|t)?"
    r"|okt(?:ober)?|nov(?:ember)?|nopember|des(?:ember)?)"
)
_DAY = re.compile(
    rf"(?<![\d/.])(?:(?P<first>\d{{1,2}})\s*(?:-|–|s/d|sampai|hingga)\s*)?"
    rf"(?:(?P<day>\d{{1,2}})\s+(?P<month>{_MONTHS})\b\.?(?:\s+(?P<year>\d{{4}}))?"
    rf"|(?P<day2>\d{{1,2}})/(?P<month2>\d{{1,2}})(?:/(?P<year2>\d{{4}}))?)(?![\d/])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_TIME = re.compile(r"\b(?:pukul|pkl|jam)\.?\s*:?\s*(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?!\d)", re.IGNORECASE)
#: Right before a day: it is the last one.
_DEADLINE = re.compile(
    r"(?:(?:paling\s+(?:lambat|akhir|lama)|selambat-lambatnya|batas\s+(?:akhir|waktu))(?:\s+\w+){0,4}|terakhir|ditutup|berakhir|sebelum|sampai"
    r"|hingga|s\.?/?d\.?)(?:\s+(?:pendaftaran|pengumpulan|pembayaran))?"
    r"(?:\s+(?:pada|dengan|hari|tanggal|tgl|senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\b[,.]?|\s*[:(])*\s*$",
    re.IGNORECASE,
)
#: The sentence has to speak of a deadline or of something open to people for its "sampai" to be one.
_OPEN = re.compile(
    r"\b(?:pendaftaran|daftar|mendaftar|dibuka|peserta|lowongan|formasi|pengumpulan|lomba|beasiswa|pembayaran|klaim"
    r"|pelunasan|lapor|laporkan|ajukan|penukaran|berkas|lamaran|registrasi|paling|selambat|batas)\w*",
    re.IGNORECASE,
)
#: What a span of days in one sentence is the opening of: its last day is a deadline.
_SPANS = re.compile(r"\b(?:pendaftaran|registrasi|pengumpulan|penukaran|pembayaran|pelunasan)\b", re.IGNORECASE)
#: Before the day of publication itself: that it is still to come.
_TO_COME = re.compile(
    r"\b(?:(?:akan|bakal|rencananya)\s+(?:kembali\s+)?(?:di|ber)\w+|hadiri\w*|ikuti\w*|saksikan\w*"
    r"|(?:malam|sore|siang)\s+(?:ini|nanti)|nanti\s+(?:malam|sore|siang))\b[^.]{0,60}$",
    re.IGNORECASE,
)
#: Right before a day: it is no event's, but every year's or an office's.
_NO_EVENT = re.compile(r"\b(?:setiap|tiap|periode|per|tmt|terhitung)\s+(?:tanggal\s+|tgl\.?\s+)?$", re.IGNORECASE)
_ANNOUNCES = re.compile(
    r"\b(?:akan|bakal|rencananya|dijadwalkan|digelar|diadakan|diselenggarakan|dilaksanakan|berlangsung|dimulai|mulai"
    r"|hadiri|hadirilah|ikuti|ikutilah|saksikan|undang|mengundang|dibuka|jadwal|hari/tanggal|tanggal|waktu)\b",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"(?i:\bbertempat\s+di|\b(?:tempat|lokasi)\s*:|\b(?:digelar|diadakan|diselenggarakan|dilaksanakan|berlangsung"
    r"|dipusatkan|dibuka|dimulai)(?:\s+(?:langsung|kembali))?\s+di|(?:WIB|WITA|WIT|\d{4}|\))\s*,?\s+(?:bertempat\s+)?di)"
    r"\s+(?P<place>[A-Z][^,.;:()\n]{2,80})"
)
_PLACE_ENDS = re.compile(
    r"\s+(?:pada|mulai|pukul|pkl|jam|senin|selasa|rabu|kamis|jumat|sabtu|minggu|dengan|untuk|yang|dan\s+(?!\w+\s*$)"
    r"|selama|akan|dalam|oleh|tanggal|hari|sejak|dari|besok|meliputi|guna|agar|serta|diikuti|sebagai|bersama|tersebut|ini|itu"
    r"|\d{1,2})\b.*$",
    re.IGNORECASE,
)


def event_in(title: str, text: str, published: date) -> EventCard | None:
    """The event or registration that an article announces, None when it states neither day nor deadline.

    Args:
        title: Read as the first sentence.
        text: Paragraphs, one a line.
        published: The local day of publication; days before it count as past.
    """
    if not _may_announce(f"{title}\n{text[:_CHARACTERS_READ]}", published):
        return None
    day: date | None = None
    deadline: date | None = None
    moment: time | None = None
    place: str | None = None
    for number, sentence in enumerate(_sentences(title, text)):
        if number > _SENTENCES_READ and day is None:
            break
        for found, last in _days(sentence, published):
            if last:
                deadline = deadline or found
            elif day is None and _ANNOUNCES.search(sentence):
                day = found
                moment, place = _time(sentence), _place(sentence)
        if day is not None:
            # The venue and the hour often stand in the sentence behind: "Tempat: ...".
            moment, place = moment or _time(sentence), place or _place(sentence)
    if day is None and deadline is None:
        return None
    return EventCard(day=day, time=moment if day else None, place=place if day else None, deadline=deadline)


def _written_days(text: str) -> Iterator[re.Match[str]]:
    """Where days are written; tried at numbers only, which is several times faster than everywhere."""
    end = 0
    for number in _NUMBER.finditer(text):
        if number.start() >= end and (match := _DAY.match(text, number.start())) is not None:
            end = match.end()
            yield match


def _may_announce(text: str, published: date) -> bool:
    """Whether any day to come is named: most articles have none, and taking sentences apart is what costs."""
    for match in _written_days(text):
        day = _date(match, published)
        if day is None:
            continue
        if day > published or match["first"] or _TO_COME.search(text[: match.start()].rstrip(" (,")[-120:]):
            return True
    return False


def _sentences(title: str, text: str) -> Iterator[str]:
    yield title
    read = 0
    for paragraph in text[:_CHARACTERS_READ].split("\n"):
        for sentence in split_sentences(paragraph):
            yield sentence
            read += 1
            if read >= _SENTENCES_READ + _DETAILS_READ:
                return


def _days(sentence: str, published: date) -> Iterator[tuple[date, bool]]:
    """The days to come that a sentence names, and whether each is a deadline."""
    for match in _written_days(sentence):
        before = sentence[: match.start()]
        ends = _DEADLINE.search(before) is not None
        last = ends and _OPEN.search(sentence) is not None
        day = _date(match, published)
        if day is None or _NO_EVENT.search(before) or (ends and not last):
            continue
        if day == published and not last and not _TO_COME.search(before.rstrip(" (,")):
            continue
        if match["first"] and _SPANS.search(sentence):
            # "Pendaftaran 1-15 September": the second is the deadline.
            yield day, True
        elif match["first"]:
            first = _on(int(match["first"]), day)
            if first is not None and first >= published:
                yield first, False
        else:
            yield day, last


def _date(match: re.Match[str], published: date) -> date | None:
    """The day of a match when it is to come; without a year the nearest one."""
    year = match["year"] or match["year2"]
    gap = " " if match["month"] else "/"
    written = f"{match['day']} {match['month']}" if match["month"] else f"{match['day2']}/{match['month2']}"
    years = [year] if year else [str(published.year), str(published.year + 1)]
    for one in years:
        moment = parse_date(f"{written}{gap}{one}", UTC)
        if moment is not None and published <= moment.date() <= published + _AHEAD:
            near = moment.date() - published <= timedelta(days=180)
            return moment.date() if year or near else None
    return None


def _on(number: int, day: date) -> date | None:
    try:
        return day.replace(day=number)
    except ValueError:
        return None


def _time(sentence: str) -> time | None:
    match = _TIME.search(sentence)
    if match is None or int(match["hour"]) > 23 or int(match["minute"]) > 59:
        return None
    return time(int(match["hour"]), int(match["minute"]))


def _place(sentence: str) -> str | None:
    match = _WHERE.search(sentence)
    if match is None:
        return None
    place = _PLACE_ENDS.sub("", match["place"]).strip(" -–")
    return place if 2 < len(place) <= 80 else None
