"""Sentences of an Indonesian paragraph. The only importer of `sentencex`.

`sentencex` finds the candidates (Rust, about 80,000 sentences a second); four rules then mend what it does not
know of Indonesian. Each rule only moves boundaries: every character but white space stays, in its order.

1. Nothing ends after an abbreviation of the tables below ("Kab. Muara Enim", "Ir. H. Ahmad", "Rp. 10.000").
2. A degree or an initial ("S.Sos.", "M. Zuhri") ends a sentence only before a word that opens one ("Dalam", "Ia").
3. A quotation is whole, and so is the "ujar Bupati" that follows it.
4. A full stop without a space ("aman.Menurut Sekda") ends a sentence when both sides are plain words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

import sentencex

#: Never the end of a sentence: something belonging to it always follows. Compared in lower case, without the stop.
_BEFORE_A_NAME_TEXT = (
    # honorifics, academic titles written before the name
    "h hj kh k.h tgk tn ny nn sdr sdri bpk bp yth alm almh ust ustz pdt rm ir drs dra dr drg apt ns prof hc "
    "h.c r.a r.m r.ngt "
    # offices and ranks
    "pj plt plh pjs ka kadis kabag kabid kasi kol letkol brigjen mayjen letjen jend kapt lettu letda akp akbp "
    "kompol iptu ipda aiptu aipda bripka serka sertu serda pratu "
    # places and addresses
    "kab kec kel ds dsn dk kp kpg prov kodya jl jln gg no nmr ps "
    # companies and bodies
    "pt cv ud pd tp fa pte "
    # amounts, dates, ways to reach somebody, references
    "rp usd tgl pkl telp tlp tel fax faks ext qs hr cf vs a.n u.b u.p d.a c.q cq s.d t.a d.h a.l mis msl spt sbb "
    "ttd bin bt binti "
)
_BEFORE_A_NAME = frozenset(_BEFORE_A_NAME_TEXT.split())

#: Abbreviations that are ordinary words or endings elsewhere: no end of a sentence only before a number.
_BEFORE_A_NUMBER_TEXT = (
    "hal hlm bab pasal ayat gbr tab vol ed rt rw lt blok km ta hp wa jam jan feb mar apr mei jun jul agu agt ags "
    "agust sep sept okt nov nop des "
)
_BEFORE_A_NUMBER = frozenset(_BEFORE_A_NUMBER_TEXT.split())

#: Words that open a sentence and hardly ever stand inside a name or a row of titles.
_OPENERS_TEXT = (
    "ada adapun agar akan akhirnya akibat akibatnya antara apabila atas bagi bahkan bahwa banyak beberapa begitu "
    "belum berbagai berdasarkan berikut bersama beliau biasanya bila bukan dalam dan dari demi demikian dengan di "
    "dia diharapkan diketahui dilanjutkan ditambahkan guna hadir hal hanya harapannya hari hasil hasilnya hingga "
    "ia ini itu jadi jika juga kalau kami kata karena kegiatan kemudian kendati ketika kita kini lalu lebih maka "
    "masih melalui menanggapi mengenai menurut menurutnya mereka meski meskipun misalnya mulai namun nantinya "
    "oleh pada padahal para pasalnya pertama pihaknya saat sampai sebab sebagai sebanyak sebelum sebelumnya "
    "sedangkan sehingga sejak sejumlah sekarang selain selama selanjutnya seluruh sementara semoga semua seperti "
    "serta sesuai sesudah setelah setiap siapa sudah supaya tak tampak tapi telah terkait terlebih termasuk "
    "ternyata tersebut tetapi tidak tujuan tujuannya tujuh turut untuk walau walaupun yaitu yakni yang acara "
    "pihak bupati wakil peserta "
)
_OPENERS = frozenset(_OPENERS_TEXT.split())

_BEFORE_WORD = re.compile(r"[\s(\[{\"'“”‘’/,]")
#: "S.Sos", "M.Pd.I", "A" (but not the Roman numerals of "kuartal I"), and degrees written without inner stops.
_DEGREE = re.compile(r"(?:[A-Z][A-Za-z]{0,4}\.)+[A-Z][A-Za-z]{0,4}|[A-HJ-UWYZ]|S[EHPT]|M[HMT]|SKM|SPd|SSos|MSi|MPd|AMd")
#: "PT Contoh Tbk. (CNTH)": the short name in brackets belongs to the long one.
_SHORT_NAME = re.compile(r"\([A-Z][A-Za-z]*\)")
_FIRST_WORD = re.compile(r"[^\w]*(\w+)")
_STARTS_LOWER = re.compile(r"[^\w\s]*[a-z]")
#: A full stop and a capitalised word; `sentencex` sees no end after "MM. Acara" and the like.
_STOP = re.compile(r"[.!?][\"”)]? (?=[\"“]?([A-Z]\w*))")
_SPEECH = re.compile(
    r"(?:kata|ujar|ucap|tutur|ungkap|tambah|pungkas|tegas|jelas|terang|papar|imbuh|tandas|beber|harap|lanjut|sebut|"
    r"sambung|cetus|pesan|pinta|ajak|tulis|katanya|demikian)(?:nya)?\b",
    re.IGNORECASE,
)
_ENDS_IN_QUOTE = re.compile(r"[\"“”’]\s*[.,]?\s*$")
#: Where the next pattern may match. Looking for the stop first is ten times faster than looking behind every letter.
_NO_SPACE = re.compile(r"[.!?][\"”]?(?=[A-Z])")
_GLUED = re.compile(r"(?<=[a-z]{3}[.!?])(?=(?:[A-Z][a-z]{2,}|Di|Ia)\s)|(?<=[a-z][.!?][\"”])(?=[A-Z][a-z]+\s)")

_DOUBLE_QUOTE = re.compile("''|‘‘|’’|[\"“”„‟″]")
#: A quotation longer than this many characters is a missing closing mark, not a quotation.
_LONGEST_QUOTE = 1500
_PARENTHESES = re.compile(r"\([^()]{0,300}\)")


def split_sentences(paragraph: str) -> tuple[str, ...]:
    """The sentences of one paragraph, in order, without white space at their ends; () for blank text.

    Joined they are the paragraph again, but for white space. Refuses to guess in a quotation whose end is
    missing: it is split like any other text. Meant for one paragraph: a line break is an ordinary space.
    """
    text = " ".join(paragraph.split())
    if not text:
        return ()
    ends = _candidates(text)
    keep = _outside(ends, [*_quotations(text), *(match.span() for match in _PARENTHESES.finditer(text))])
    bounds = [0, *(end for end in keep if 0 < end < len(text)), len(text)]
    sentences: list[str] = []
    start = 0
    for _, end in pairwise(bounds):
        if end < len(text) and not _is_end(text[max(start, end - 40) : end], text[end : end + 40]):
            continue
        sentences.append(text[start:end].strip())
        start = end
    return tuple(sentence for sentence in sentences if sentence)


def _candidates(text: str) -> list[int]:
    """Where a sentence may end: offsets after the white space that follows it, ascending."""
    ends = {match.end() for match in _NO_SPACE.finditer(text) if _GLUED.match(text, match.end())}
    ends.update(match.end() for match in _STOP.finditer(text) if match.group(1).lower() in _OPENERS)
    offset = 0
    for piece in sentencex.segment("id", text):
        offset += len(piece)
        if piece[-1:].isspace():
            ends.add(offset)
    return sorted(ends)


def _is_end(before: str, following: str) -> bool:
    """Whether the sentence really ends between these two, the first of which ends in a full stop or the like."""
    if _STARTS_LOWER.match(following) or _SHORT_NAME.match(following):
        return False
    if _ENDS_IN_QUOTE.search(before[-4:]) and _SPEECH.match(following):
        return False
    word = _last_word(before)
    if not word:
        return True
    if word.lower() in _BEFORE_A_NAME:
        return False
    following = following.lstrip()
    if word.lower() in _BEFORE_A_NUMBER and following[:1].isdigit():
        return False
    if _DEGREE.fullmatch(word):
        first = _FIRST_WORD.match(following)
        return first is not None and first.group(1).lower() in _OPENERS
    return True


def _last_word(before: str) -> str:
    """The word that stands before the full stop at the end, "" when there is none."""
    end = before.rstrip()
    end = end[:-1] if end.endswith((")", "]")) else end
    if not end.endswith("."):
        return ""
    return _BEFORE_WORD.split(end[:-1])[-1]


def _outside(ends: list[int], spans: list[tuple[int, int]]) -> list[int]:
    """The offsets that lie in no span; a boundary at the very end of a span stays."""
    inside: set[int] = set()
    for start, stop in spans:
        for index in range(bisect_right(ends, start), len(ends)):
            if ends[index] >= stop:
                break
            inside.add(ends[index])
    return [end for end in ends if end not in inside]


def _quotations(text: str) -> list[tuple[int, int]]:
    """Spans from an opening to its closing mark. Direction comes from the spaces around: writers mix “ and ”."""
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for mark in _DOUBLE_QUOTE.finditer(text):
        start, stop = mark.span()
        before, after = text[start - 1 : start] or " ", text[stop : stop + 1] or " "
        free_before, free_after = before in " ([-–—", after == " "
        if opened is not None and (free_after or not free_before):
            if stop - opened <= _LONGEST_QUOTE:
                spans.append((opened, stop))
            opened = None
        elif (free_before and not free_after) or (before in ",:;." and after.isalnum()):
            opened = start
    return spans
