"""The piece of a text that shows why it was found. Pure."""

from __future__ import annotations

import re

from feeds.search.query import Question
from feeds.search.terms import is_function_word
from feeds.text.normalise import fold
from feeds.text.sentences import split_sentences
from feeds.text.stems import stem

#: Characters: two lines on a small screen.
LENGTH = 140
_READ = 6_000


def snippet(text: str, question: Question) -> str:
    """The sentence that has the most of the question's words, cut to 140 characters around them; "" without a text.

    Of equals the first; without any word (a filter alone) the beginning.
    """
    wanted = {
        stem(word)
        for words in (question.words, *question.phrases, question.prefixes)
        for word in words
        if not is_function_word(word)
    }
    sentences = [sentence for line in text[:_READ].splitlines() for sentence in split_sentences(line)]
    if not sentences:
        return ""
    best = max(sentences, key=lambda sentence: len(wanted & {stem(word) for word in fold(sentence).split()}))
    return _cut(best.strip(), wanted)


def _cut(sentence: str, wanted: set[str]) -> str:
    if len(sentence) <= LENGTH:
        return sentence
    first = next((m.start() for m in re.finditer(r"\w+", sentence) if stem(fold(m.group())) in wanted), 0)
    begin = 0 if first < LENGTH // 2 else sentence.rfind(" ", 0, first - LENGTH // 4) + 1
    piece = sentence[begin : begin + LENGTH - 2]
    if begin + LENGTH - 2 < len(sentence):
        piece = piece.rpartition(" ")[0] or piece
        piece += "…"
    return f"…{piece}" if begin else piece
