"""What words say: stems to look for, function words, words that only frame a question, the kind of answer asked. Pure.

An indexed text is kept as its *trace*: one mark and stem for each word, in order. Ranking reads traces, so that
nothing is analysed while somebody waits.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from feeds.text.normalise import fold
from feeds.text.stems import STOP_WORDS, stem

#: Words of one text that are indexed: longer than any regency's article, shorter than a pasted regulation.
MAX_WORDS = 2_000
#: Words of one text that ranking looks at, title included: news says what it has to say at its beginning.
TRACE_WORDS = 300

_CLITICS = ("kah", "lah", "tah", "pun", "nya")

_QUESTION_TEXT = (
    "apa apakah siapa siapakah berapa berapakah mana manakah dimana dimanakah kemana darimana kapan kapankah "
    "bilamana bagaimana bagaimanakah mengapa kenapa"
)
_QUESTION_WORDS = frozenset(_QUESTION_TEXT.split())
#: In a question these name the kind of answer ("apa nama", "tanggal berapa") and seldom stand in the answer.
_FRAME_TEXT = (
    "nama namanya bernama judul judulnya berjudul letak letaknya terletak lokasi lokasinya berlokasi tempat tempatnya "
    "bertempat berada asal asalnya berasal tanggal hari bulan tahun waktu jam pukul jumlah jumlahnya sejumlah banyak "
    "banyaknya besar besarnya sebesar umur umurnya berumur usia usianya berusia kepanjangan singkatan arti artinya "
    "maksud dimaksud makna sebutan disebut julukan dijuluki istilah jenis jenisnya macam bentuk sebutkan sekarang "
    "kini adanya terjadi terjadinya diadakan diadakannya dilaksanakan dilakukan berlangsung menjabat jabatan orang "
    "alasan penyebab sebab cara tujuan "
)
_FRAME_WORDS = frozenset(_FRAME_TEXT.split())
_TIMES_TEXT = (
    "januari februari maret april mei juni juli agustus september oktober november desember "
    "senin selasa rabu kamis jumat sabtu minggu"
)
_MONTHS_AND_DAYS = frozenset(_TIMES_TEXT.split())
_NUMBERS_TEXT = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas puluhan ratusan ribuan"
_NUMBERS = frozenset(_NUMBERS_TEXT.split())
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SENTENCE_END = re.compile(r"[.?!\"\n]")
#: Distinct written words whose analysis is remembered.
_REMEMBERED = 65_536

AnswerKind = Literal["time", "number", "name"]
#: Bits of a trace's marks, by the kind of answer that the word could be.
MARKS: dict[AnswerKind, int] = {"number": 1, "time": 2, "name": 4}


def is_function_word(word: str) -> bool:
    """Whether a folded word says nothing by itself, also with a particle behind it ("siapakah")."""
    return word in STOP_WORDS or (word.endswith(_CLITICS) and (word[:-3] in STOP_WORDS or word in _QUESTION_WORDS))


def is_question(words: tuple[str, ...]) -> bool:
    """Whether folded words ask something, rather than name it."""
    return not _QUESTION_WORDS.isdisjoint(words)


def is_frame(word: str) -> bool:
    """Whether a folded word, in a question, only names the kind of answer."""
    return word in _FRAME_WORDS


def answer_kind(words: tuple[str, ...]) -> AnswerKind:
    """What sort of word answers a question: a time, a number, or a name."""
    said = set(words)
    how_many = bool(said & {"berapa", "berapakah"})
    if said & {"kapan", "kapankah", "bilamana", "tanggal"} or (how_many and "tahun" in said):
        return "time"
    return "number" if how_many else "name"


def trace(text: str) -> str:
    """Marks and stems of the text's first words: "4bupati 0buka 2senin", as `MARKS` numbers them."""
    kept: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        if len(kept) == TRACE_WORDS:
            break
        mark, root = _analysed(match.group())
        if mark == MARKS["name"] and (end == 0 or _SENTENCE_END.search(text, end, match.start())):
            mark = 0  # any word has a capital there
        end = match.end()
        if root:
            kept.append(f"{mark}{root}")
    return " ".join(kept)


@lru_cache(maxsize=_REMEMBERED)
def _analysed(word: str) -> tuple[int, str]:
    """The mark and the stem of one written word; no stem when nothing of it is a letter or a digit."""
    folded = fold(word).partition(" ")[0]
    mark = 0
    if folded[:1].isdigit() or folded in _NUMBERS:
        mark |= MARKS["number"]
    if folded in _MONTHS_AND_DAYS or _YEAR.fullmatch(folded):
        mark |= MARKS["time"]
    elif word[0].isupper():
        mark |= MARKS["name"]
    return mark, stem(folded) if folded else ""
