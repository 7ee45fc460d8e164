"""What one sentence of an article is good for in a summary, judged by its wording alone. Pure.

A summary is read without the article around it, so a sentence that needs its neighbours, its speaker or the layout
of the page is a bad sentence there, however true. The words are those of Indonesian news prose, gathered by hand.
"""

from __future__ import annotations

import re

from feeds.text.clean import is_boilerplate, repeats_title
from feeds.text.normalise import fold, plain_line

_FEWEST_WORDS = 4

_QUOTE = re.compile("[\"“”„‟]|''|‘‘|’’")
_QUOTE_OPENS = re.compile("\\W*[\"“”„‟‘']")
#: Left over inside a paragraph where `clean_paragraphs` could not tell where it ends.
_LEFTOVER_HINTS = ("baca juga", "simak juga", "tonton juga", "lihat juga", "scroll to ", "advertisement", "[gambas")
_LEFTOVER = re.compile(r"\b(?:(?:baca|simak|tonton|lihat) juga\b|SCROLL TO |ADVERTISEMENT)|\[Gambas", re.IGNORECASE)
_ENDS = re.compile(r"[.!][\"”’)\]]*$")
_SPEAKERS = frozenset(("saya", "kami", "aku", "kamu", "gue"))
#: UTF-8 that the site itself read as Latin-1 ("Ã©", "â€œ"). Indonesian has none of these letters.
_GARBLED = re.compile("[ÃÂ]|â[€\u0080-\u00bf]")
#: What stands for somebody or something named before; what goes on from it, restricts it, or is counted with it.
_LEANS = re.compile(
    r"\W*(?:ia|dia|beliau|mereka|pihaknya|dirinya|kata|ujar|ucap|itu|ini|itulah|inilah|"
    r"ke(?:dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)(?:nya)?|pertama,|"
    r"hal (?:itu|ini|tersebut|senada|serupa|yang sama)|(?:terkait|berkaitan) (?:dengan )?hal|senada|serupa|"
    r"oleh (?:karena|sebab)|karena itu|untuk itu|selain itu|dengan (?:demikian|begitu)|demikian|begitu|termasuk|"
    r"sehingga|"
    r"namun|tetapi|tapi|sedangkan|sebaliknya|padahal|sebab|bahkan|apalagi|terlebih|maka|akan tetapi|hanya saja|alhasil|"
    r"meski(?:pun)? (?:demikian|begitu)|tak (?:hanya|ayal|pelak)|tidak hanya|bukan hanya|lalu|kemudian|"
    r"setelah(?: itu|,)|"
    r"dan|atau|serta|yang|yakni|yaitu|antara lain|di ?antara(?:nya)?|total senilai|terdiri|dengan rincian|"
    r"masing-masing|bertempat|khususnya|seperti diketahui)(?=\W)",
    re.IGNORECASE,
)
#: "Hasilnya", "Salah satunya": of something before. Not adverbs ("Sebelumnya", "Tentunya") and what the next words
#: explain ("Adanya jembatan", "Meningkatnya kasus", "Tingginya curah hujan").
_LEANS_BY_SUFFIX = re.compile(
    r"\W*(?!(?:hanya|punya|tanya|sebelumnya|biasanya|rencananya|umumnya|idealnya|semestinya|seharusnya|sebaiknya|"
    r"rupanya|tentunya|intinya|akhirnya|nantinya|sejatinya|pastinya|lazimnya|sepertinya|tampaknya|kabarnya|faktanya|"
    r"adanya|tingginya|banyaknya|besarnya|kurangnya|minimnya|pentingnya|rendahnya|sulitnya|mahalnya|maraknya|luasnya|"
    r"(?:me(?!nurut)|ter|ber)\w+nya)\W)"
    r"(?:salah )?\w+nya\W",
    re.IGNORECASE,
)
#: "Langkah ini", "Jembatan sepanjang 40 meter itu", "Atas hasil tersebut", but not "Saat ini", "Pada tahun ini".
_POINTS = re.compile(
    r"\W*(?:[\w-]+\s+){0,3}(?!(?:saat|hari|tahun|bulan|pekan|minggu|pagi|siang|sore|malam|kali|selama|sejauh|sementara|"
    r"detik|waktu|masa|era|musim|abad|semester|kabupaten|daerah|kota|provinsi|negara|negeri)\s)[\w-]+\s+"
    r"(?:itu|ini|tersebut|itulah|inilah|dimaksud)\b",
    re.IGNORECASE,
)
#: "Lebih lanjut, ia menitipkan ..."
_LEANS_BY_PRONOUN = re.compile(r"[^,]{1,50},\s+(?:ia|dia|beliau|mereka|keduanya)\b", re.IGNORECASE)
_CONNECTS = re.compile(
    r"\W*(?:sementara|selain|namun|tetapi|tapi|karena|karenanya|oleh karena|untuk itu|dengan demikian|kemudian|lalu|"
    r"adapun|bahkan|sebab|apalagi|pasalnya|padahal|begitu|demikian|lebih lanjut|selanjutnya|maka|sehingga|akibatnya|"
    r"tak hanya|tidak hanya|di sisi lain|sebaliknya|misalnya|kedua|ketiga|sedangkan|meski|dan|juga|yang)\b",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[,;:–—](?=\s)")


def is_news(sentence: str, title: str) -> bool:
    """Whether it tells something: no fragment, half quotation, leftover of the page or repetition of the title."""
    return (
        len(sentence.split()) >= _FEWEST_WORDS
        and len(_QUOTE.findall(sentence)) % 2 == 0
        and not _has_leftovers(sentence)
        and not is_boilerplate(sentence)
        and not repeats_title(sentence, title)
    )


def _has_leftovers(sentence: str) -> bool:
    lower = sentence.lower()
    return any(hint in lower for hint in _LEFTOVER_HINTS) and _LEFTOVER.search(sentence) is not None


def is_report(sentence: str) -> bool:
    """Whether it is complete and in the reporter's voice: no quotation, question, heading; not garbled."""
    return (
        _ENDS.search(sentence) is not None
        and _QUOTE_OPENS.match(sentence) is None
        and "?" not in sentence
        and _SPEAKERS.isdisjoint(fold(sentence).split())
        and _GARBLED.search(sentence) is None
        and not sentence[0].islower()
        and sentence.count("(") == sentence.count(")")
    )


def leans(sentence: str) -> bool:
    """Whether it only makes sense right after the sentence before it ("Ia menambahkan ...", "Hal itu ...")."""
    return any(pattern.match(sentence) for pattern in (_LEANS, _LEANS_BY_SUFFIX, _LEANS_BY_PRONOUN))


def points(sentence: str) -> str:
    """What it begins with when that points at something named before ("Jembatan sepanjang 40 meter itu"), else ""."""
    found = _POINTS.match(sentence)
    return found[0] if found else ""


def connects(sentence: str) -> bool:
    """Whether it goes on from something said before ("Sementara itu, ..."), which makes a poor beginning."""
    return _CONNECTS.match(sentence) is not None


def cut(sentence: str, limit: int) -> str:
    """The sentence, or as much of it as fits into `limit` characters with "…" at its end.

    Cut where a clause ends if that keeps half of the room, else between two words, never inside a quotation that
    begins in the second half; a single endless word is cut anywhere.
    """
    sentence = plain_line(sentence)
    if len(sentence) <= limit:
        return sentence
    room = sentence[: limit - 1]
    if sentence[limit - 1] != " " and " " in room:
        room = room[: room.rfind(" ")]
    quotes = [mark.start() for mark in _QUOTE.finditer(room)]
    if len(quotes) % 2 and quotes[-1] > limit // 2:
        room = room[: quotes[-1]]
    clauses = [mark.start() for mark in _CLAUSE_ENDS.finditer(room) if mark.start() > limit // 2]
    return room[: clauses[-1] if clauses else len(room)].rstrip(" ,;:–—-(") + "…"
