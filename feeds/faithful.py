"""Whether a summary says only what its article says. Pure; simple rules that can be read, none of them a model.

It is the judge of summaries that something else than `summarize` wrote: what the article lacks is refused, and so is
much that would be true. A refusal costs nothing but a nicer sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from feeds.model import Article
from feeds.text.normalise import fold
from feeds.text.sentences import split_sentences
from feeds.text.stems import STOP_WORDS, search_terms

#: Of the words that say what a summary is about, the article must have this share, as stems.
SHARE = 0.8

_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BREAK = re.compile(r"[^\w\s'’-]")
_FORM = re.compile(r"https?:|www\.|[@#*_`<>\[\]{}]|\n|\b(?:saya|aku|kami|kamu|anda)\b|\?", re.IGNORECASE)
_ENDS = re.compile(r"[.!][\"”’)]*$")
_SCALES_TEXT = "belas puluh ratus ribu juta miliar milyar triliun persen"
_SCALES = frozenset(_SCALES_TEXT.split())
_COUNTS_TEXT = (
    "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas seratus seribu sejuta setengah separuh "
    "seperempat pertama kedua ketiga keempat kelima "
)
_COUNTS = _SCALES | frozenset(_COUNTS_TEXT.split())
_NEGATIONS = frozenset(("tidak", "tak", "bukan", "belum", "tanpa", "jangan", "batal", "gagal"))
#: Beside function words these may open a sentence though the article has them nowhere.
_OPENERS = frozenset(("sebanyak", "sejumlah", "sebuah", "seorang", "kegiatan", "acara"))


def faults(summary: Sequence[str], article: Article, title: str) -> tuple[str, ...]:
    """What is wrong with a summary; () when nothing is.

    Codes: "form" (no whole sentences, an address, markup, an "I" or a question), "number:N" (also in words, and with
    another scale), "name:X" (a capitalised word, or two of them side by side that never are so in the article),
    "negation" (a sentence denies what the likest one of the article does not, or the other way round), "words" (less
    than `SHARE` of its words are the article's).

    Args:
        summary: Its sentences.
        article: What it sums up.
        title: The article's title, which counts as part of it.
    """
    source = f"{title}.\n{article.text}"
    found = list(_of_numbers(summary, source))
    found += _of_names(summary, source)
    if not summary or any(not _ENDS.search(one) or _FORM.search(one) for one in summary):
        found.append("form")
    if not _is_as_negative(summary, article):
        found.append("negation")
    terms, known = search_terms(" ".join(summary)), set(search_terms(source))
    if sum(term in known for term in terms) < SHARE * len(terms):
        found.append("words")
    return tuple(dict.fromkeys(found))


def _tokens(text: str) -> list[str]:
    return [token.lower() for token in _TOKEN.findall(text)]


def _of_numbers(summary: Sequence[str], source: str) -> Iterator[str]:
    """Numbers that the article has not, or has with another scale ("2,5 juta" for "2,5 miliar")."""
    theirs = _tokens(source)
    known, pairs = set(theirs), set(pairwise(theirs))
    for sentence in summary:
        ours = _tokens(sentence)
        for index, token in enumerate(ours):
            after = ours[index + 1] if index + 1 < len(ours) else ""
            counts = token[0].isdigit() or token in _COUNTS
            if counts and (token not in known or (after in _SCALES and (token, after) not in pairs)):
                yield f"number:{token}"


def _of_names(summary: Sequence[str], source: str) -> Iterator[str]:
    """Capitalised words that the article has not, and pairs of them that it never puts side by side."""
    theirs = _tokens(source)
    known, pairs = set(theirs), set(pairwise(theirs))
    for sentence in summary:
        before, end = "", 0
        for place, token in enumerate(_TOKEN.finditer(sentence)):
            word = token[0].lower()
            if not token[0][0].isupper():
                before = ""
            else:
                opens = place == 0 and (word in STOP_WORDS or word in _OPENERS)
                beside = before and not _BREAK.search(sentence[end : token.start()])
                if (word not in known and not opens) or (beside and (before, word) not in pairs):
                    yield f"name:{token[0]}"
                before = "" if opens else word
            end = token.end()


def _is_as_negative(summary: Sequence[str], article: Article) -> bool:
    """Whether each sentence denies something if and only if the likest sentence of the article does."""
    theirs = [
        (set(search_terms(text)), not _NEGATIONS.isdisjoint(fold(text).split()))
        for paragraph in article.paragraphs
        for text in split_sentences(paragraph)
    ]
    for sentence in summary:
        terms = set(search_terms(sentence))
        likest = max((len(terms & have) for have, _ in theirs), default=0)
        denies = not _NEGATIONS.isdisjoint(fold(sentence).split())
        if theirs and denies not in {negative for have, negative in theirs if len(terms & have) == likest}:
            return False
    return True
