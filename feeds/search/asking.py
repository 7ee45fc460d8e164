"""A question in the terms of the index: which documents, at what price. With `index` the only importer of `tantivy`.

Only folded words and their stems reach a query, so there is no language of operators to fall into. Each clause reads
the lists of its own words; nothing walks through all documents or all words of the index. Typing errors are the
exception, bounded by an automaton: they cost what the words of that look cost.
"""

from __future__ import annotations

from collections.abc import Sequence

import tantivy
from tantivy import Occur, Query

from feeds.search.query import Question, Words
from feeds.search.rank import FRAME
from feeds.search.terms import is_frame, is_function_word, is_question
from feeds.text.stems import stem

#: A word in the title says more than one in the text; the very form that was typed says more than its stem.
_TITLE = 2.0
_EXACT = 0.3
#: What a word is worth that looks like what was typed; what was typed itself is worth up to 14 where it is rare.
_ALIKE = 4.0
#: Texts that have a word, up to which it may be a typing error.
_HARDLY = 2
#: Letters from which it may be one: of five, one may have been left out.
_TYPO_LETTERS = 4
#: Rarest words of a question that are looked for: more make it slow and not better.
_MOST_TERMS = 14
#: Words that one beginning ("gelumb*") stands for, the commonest first.
_MOST_ENDINGS = 12


def content(question: Question) -> Words:
    """The words of a question that say something, each once."""
    return tuple(dict.fromkeys(word for word in question.words if not is_function_word(word)))


def all_of(queries: Sequence[Query]) -> Query:
    """Documents that fit every query."""
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Must, query) for query in queries])


class Asking:
    """Makes queries for one state of the index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema = schema
        self._searcher = searcher

    def wording(self, question: Question) -> Query | None:
        """Documents with any of the words and all of the phrases, without the excluded; None when no word is left."""
        asks = is_question(question.words)
        have = {word: self._searcher.doc_freq("body", stem(word)) for word in content(question)}
        rarest = sorted(have, key=lambda word: have[word])[:_MOST_TERMS]
        anyof = [
            clause
            for word in rarest
            for clause in self._word(word, have[word], FRAME if asks and is_frame(word) else 1.0)
        ]
        for beginning in question.prefixes:
            endings = self._searcher.terms_with_prefix("words", beginning, limit=_MOST_ENDINGS)
            anyof += [self._term("words", word) for word, _count in endings]
        phrases = [self._phrase(phrase) for phrase in question.phrases]
        if not anyof and not phrases:
            return None
        clauses = [(Occur.Must, phrase) for phrase in phrases]
        if anyof and (phrases or question.excluded):
            any_word = Query.boolean_query([(Occur.Should, query) for query in anyof])
            clauses.append((Occur.Should if phrases else Occur.Must, any_word))
        else:
            clauses += [(Occur.Should, query) for query in anyof]
        clauses += [(Occur.MustNot, self._phrase(words)) for words in question.excluded]
        return Query.boolean_query(clauses)

    def narrowing(self, question: Question, feeds: Sequence[int] | None) -> list[Query]:
        """What time, place and feed leave; no worth of their own."""
        queries = [self._phrase(place) for place in question.places]
        if feeds is not None:
            queries.append(Query.term_set_query(self._schema, "feed", list(feeds)) if feeds else Query.empty_query())
        if question.since is not None or question.until is not None:
            queries.append(
                Query.range_query(
                    self._schema,
                    "published",
                    tantivy.FieldType.Integer,
                    None if question.since is None else int(question.since.timestamp()),
                    None if question.until is None else int(question.until.timestamp()) - 1,
                )
            )
        return [Query.const_score_query(query, 0.0) for query in queries]

    def _word(self, word: str, have: int, worth: float) -> list[Query]:
        root = stem(word)
        clauses = []
        if have:
            clauses = [
                Query.boost_query(self._term("body", root), worth),
                Query.boost_query(self._term("title", root), worth * _TITLE),
                Query.boost_query(self._term("words", word), worth * _EXACT),
            ]
        if len(word) >= _TYPO_LETTERS and have <= _HARDLY:
            alike = Query.fuzzy_term_query(self._schema, "words", word, 1, transposition_cost_one=True)
            clauses.append(Query.boost_query(alike, worth * _ALIKE))
        return clauses

    def _term(self, field: str, word: str) -> Query:
        return Query.term_query(self._schema, field, word, "freq")

    def _phrase(self, words: Words) -> Query:
        if len(words) == 1:
            return self._term("words", words[0])
        return Query.phrase_query(self._schema, "words", list(words))
