"""Words to search and compare by: folded, without function words, stemmed. The only importer of PyStemmer.

Snowball's Indonesian stemmer (Tala's rules, BSD licence) strips affixes by rule and knows no words: "kebanjiran"
becomes "banjir", but "mengetahui" becomes "etahu" and "berita" becomes "ita". That is harmless as long as both
sides of a comparison go through here, and wrong for anything that a person reads.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Protocol

import Stemmer

from feeds.text.normalise import fold

#: Function words, chosen by hand from the grammar's closed classes: prepositions, conjunctions, pronouns,
#: demonstratives, auxiliaries, particles, question words and verbs of saying. Words with a topic of their own stay,
#: however common: "warga", "kabupaten", "baru".
_STOP_WORDS_TEXT = (
    # prepositions
    "di ke dari pada daripada kepada dalam dengan oleh untuk bagi antara tentang terhadap mengenai hingga sampai "
    "sejak selama menurut melalui lewat tanpa atas demi per sekitar "
    # conjunctions
    "dan atau serta tetapi tapi namun sedangkan sementara melainkan karena sebab jika kalau bila apabila maka "
    "agar supaya bahwa sehingga ketika saat sebelum setelah sesudah meski meskipun walau walaupun seperti sebagai "
    "selain lalu kemudian juga pun yaitu yakni yang maupun "
    # pronouns and demonstratives
    "saya aku kami kita anda kamu engkau dia ia beliau mereka nya ini itu tersebut sini situ sana begitu begini "
    "demikian "
    # auxiliaries, negation, degree
    "adalah ialah merupakan akan telah sudah sedang masih belum pernah bisa dapat boleh harus mesti perlu ada "
    "tidak tak bukan jangan sangat lebih paling cukup hanya saja lagi sekali hampir semakin para sang si hal "
    "secara "
    # question words and particles
    "apa apakah siapa mana dimana kapan bagaimana mengapa kenapa berapa lah kah tah dong sih deh kok nih tuh "
    # verbs of saying that frame a report
    "kata ujar ucap tutur katanya ujarnya ucapnya tuturnya menurutnya "
)
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())

#: Distinct words whose stems are remembered; a year of one regency's posts has about 13,000.
_REMEMBERED = 32_768

_one_at_a_time = threading.Lock()


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the library's name


def search_terms(text: str) -> list[str]:
    """The words of the text that say what it is about, as stems, in order and with repetitions.

    Empty when the text has nothing but function words: the caller decides what a search for "apa itu" means.

    A word met for the first time costs about 0.3 µs, one met again 0.1 µs; the stemmer is made at the first call.
    """
    return [stem(word) for word in fold(text).split() if word not in STOP_WORDS]


def stems(text: str) -> list[str]:
    """All words of the text as stems, function words too, in order and with repetitions."""
    return [stem(word) for word in fold(text).split()]


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """The stem of one folded word, function words included."""
    with _one_at_a_time:  # a Snowball stemmer keeps the word it works on in itself
        return _stemmer().stemWord(word)


@lru_cache(maxsize=1)
def _stemmer() -> _Stemmer:
    stemmer: _Stemmer = Stemmer.Stemmer("indonesian", 0)  # our own cache, not its
    return stemmer
