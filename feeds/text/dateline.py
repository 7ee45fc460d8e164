"""The dateline that opens a report ("MUARA ENIM –", "Jakarta (Kemenag) -", "WONOSOBO."), recognised and removed. Pure.

Wrongly removed words change what a report says, so every part of a dateline must look like a place, a date or a
newsroom, and never like a person, an office or an acronym ("TNI - Polri", "Bupati Ahmad - yang juga").
Shapes seen: Pemkab sites of Muara Enim and Wonosobo, Antara, Bisnis.com, RRI (KBRN), Kemenag, detik.com.
"""

from __future__ import annotations

import re

#: A dateline and its separator lie within this many characters.
_REACH = 80

_SEPARATOR = re.compile(r"\s*(?:--+|[-–—|:]|//)\s*")
_PARTS = re.compile(r"[,()/|]+")

#: "Selasa", "14 Desember 2021", "12/3/2024", "Senin 3-4-2024", "14.30 WIB"
_DATE = re.compile(
    r"(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)?\s*(?:tanggal|tgl\.?|pukul)?\s*[\d.:/\s-]*"
    r"(?:jan\w*|feb\w*|mar\w*|apr\w*|mei|jun\w*|jul\w*|ag\w*|sept?\w*|okt\w*|nov\w*|des\w*)?\s*\d{0,4}\s*(?:wib|wita|wit)?",
    re.IGNORECASE,
)
_NEWSROOM = re.compile(
    r".*\b(?:humas|kominfo\w*|diskominfo\w*|infopublik|antara|kbrn|rri|mc|media\s?cent(?:er|re)|prokopim|pendim\w*|penrem\w*|kemenag|"
    r"cnn indonesia|news\s?room|redaksi|[\w-]+\.(?:com|co|id|net|news|org|go)(?:\.id)?)\b.*",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?:(?:Kab|Kec|Kel|Prov)\.\s?)?[A-Z][A-Za-z'’]+(?:[ -](?:[A-Z][A-Za-z'’]*\.?|dan)){0,3}")

#: First words of what is no place: people, offices, and bodies that stand beside one another with a dash.
_NO_PLACE_TEXT = (
    "bupati wakil wabup gubernur wagub wali walikota presiden menteri mendagri ketua wakapolres kapolres kapolda "
    "kapolsek dandim danrem kepala kabag kabid kadis kadin sekretaris sekda camat lurah kades direktur anggota "
    "staf pj plt h hj dr ir drs prof bapak ibu pak bu tim warga peserta petugas polisi dinas badan kantor pemkab "
    "pemkot pemprov pemerintah kementerian kecamatan desa kelurahan komisi partai bank pt cv sd smp sma smk man "
    "mts tni polri kpk dpr dprd mpr dpd kpu bawaslu bpbd bnpb bmkg pmi pkk asn pns cpns pppk umkm bumd bumn opd "
    "apbd nu muhammadiyah mui bpjs pdam pln kodim koramil polres polsek covid "
)
_NO_PLACE = frozenset(_NO_PLACE_TEXT.split())

_WITH_STOP = re.compile(r"((?:[A-Z]{3,}\s?){1,4}|[A-Z][a-z]{2,}(?:\s[A-Z][a-z]+){0,2})\s*\.\s+(?=[A-Z\"“'‘])")
_NEWSROOM_LEAD = re.compile(
    r"(?:[A-Z][\w.]*\s+){0,4}Tim\s+(?:News ?[Rr]oom|Redaksi|Liputan|Humas|Media)\b[^.!?]{0,50}\.\s*(?=\S)"
)


def without_dateline(paragraph: str, elsewhere: str = "") -> str:
    """The first paragraph of a report without its dateline; unchanged when it has none, "" when it is nothing else.

    Args:
        paragraph: the first paragraph, on one line.
        elsewhere: title and further text. A place written like any word ("Wonosobo. Ratusan warga") is taken for a
            dateline only if it is named again here or in the rest of the paragraph.
    """
    lead = _NEWSROOM_LEAD.match(paragraph)
    if lead:
        return paragraph[lead.end() :]
    stop = _WITH_STOP.match(paragraph)
    if stop and _is_place_with_stop(stop.group(1).strip(), paragraph[stop.end() :] + " " + elsewhere):
        return paragraph[stop.end() :]
    for separator in _SEPARATOR.finditer(paragraph[:_REACH]):
        head, tail = paragraph[: separator.start()], paragraph[separator.end() :]
        if head and not tail and _is_alone(head):
            return ""
        if head and tail and _is_dateline(head, separator.group(), tail, elsewhere):
            return tail
    return paragraph


def _is_place_with_stop(place: str, rest: str) -> bool:
    if place.split(maxsplit=1)[0].lower() in _NO_PLACE:
        return False
    return place.isupper() or re.search(rf"\b{re.escape(place)}\b", rest) is not None


def _is_dateline(head: str, separator: str, tail: str, elsewhere: str) -> bool:
    kinds = [_kind(part.strip(" .")) for part in _PARTS.split(head) if part.strip(" .")]
    if not kinds or None in kinds or kinds[0] == "date" or set(kinds) == {"date"}:
        return False
    mark = separator.strip()
    if mark == ":":
        return len(kinds) > 1 and kinds[0] == "newsroom"
    if mark == "-" and not separator[-1].isspace():
        return False
    if separator == mark and " " not in head and len(head) < 7:
        return False  # "TNI–Polri"
    if kinds == ["place"] and not head.isupper():
        opens = tail[0].isupper() or tail[0].isdigit() or tail[0] in "\"“'‘"
        return opens and len(head.split()) <= 3 and f"{head}{separator}" not in elsewhere
    return True


def _is_alone(head: str) -> bool:
    """Whether a paragraph that ends in a dash is a dateline: it names a place and more."""
    kinds = [_kind(part.strip(" .")) for part in _PARTS.split(head) if part.strip(" .")]
    return len(kinds) > 1 and kinds[0] == "place" and None not in kinds


def _kind(part: str) -> str | None:
    if _DATE.fullmatch(part):
        return "date"
    if len(part) <= 40 and _NEWSROOM.fullmatch(part):
        return "newsroom"
    if _PLACE.fullmatch(part) and part.split(maxsplit=1)[0].lower().rstrip(".") not in _NO_PLACE:
        return "place"
    return None
