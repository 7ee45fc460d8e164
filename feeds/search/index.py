"""The full-text index on disk. With `asking` the only importer of `tantivy` (https://docs.rs/tantivy, MIT).

A story is one document: stems of title and text, their folded words with positions (phrases, places, typing errors),
its number, feeds, month and moment, and its trace for ranking. A held story keeps an empty document, so that the
greatest `seq` in the index always tells what it has dealt with.

Reads go on beside the one writer; a second process can read while the service writes.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from feeds.errors import IndexBusyError, SearchError
from feeds.search.asking import Asking, all_of, content
from feeds.search.query import Question
from feeds.search.rank import READ, Candidate
from feeds.search.terms import MAX_WORDS, trace
from feeds.storage.changes import ChangedStory
from feeds.text.normalise import fold
from feeds.text.stems import STOP_WORDS, stem

#: Changes with what a document holds; an index of another form is made anew.
FORM = "1"
#: Bytes that the writer collects before it writes; 15 MB is the least that it takes.
_HEAP = 32_000_000
#: Stems whose rarity is remembered, some 4 MB, and by how much of its size an index may grow meanwhile.
_RARITIES = 40_000
_RARITY_DRIFT = 0.01
#: Months, the present one included, from which the freshest are found besides the best of all times.
_FRESH_MONTHS = 3


class Index:
    """An open index. Its methods take milliseconds to seconds: call them in a thread, the writing ones in turn.

    A second process may read while one writes.
    """

    def __init__(self, folder: Path) -> None:
        """Opens or makes it; one of another form, or that can't be read, is made anew and is empty."""
        self._folder = folder
        self._schema = _schema()
        self._index = _open(folder, self._schema)
        self._index.config_reader("manual")
        self._writer: tantivy.IndexWriter | None = None
        self._searcher = self._index.searcher()
        self._rarities: dict[str, float] = {}
        self._rarities_of = 0
        self.refresh()

    def refresh(self) -> None:
        """Sees what was committed since, by whatever process."""
        self._index.reload()
        self._searcher = self._index.searcher()
        if abs(self._searcher.num_docs - self._rarities_of) > self._rarities_of * _RARITY_DRIFT:
            self._rarities, self._rarities_of = {}, self._searcher.num_docs

    def close(self) -> None:
        """Lets another process write. The index can still be read."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.wait_merging_threads()

    def generation(self) -> int:
        """The `seq` of the newest change it has dealt with; 0 when it is empty."""
        newest = self._searcher.search(Query.all_query(), 1, count=False, order_by_field="seq").hits
        return int(newest[0][0]) if newest else 0

    def clear(self) -> None:
        """Forgets everything. Raises `IndexBusyError` while another process writes."""
        writer = self._writing()
        writer.delete_all_documents()
        writer.commit()
        self.refresh()

    def put(self, stories: Sequence[ChangedStory], *, new: bool = False) -> None:
        """Indexes stories anew and commits; `new` ones are in no earlier document. Raises `IndexBusyError`."""
        writer = self._writing()
        try:
            for story in stories:
                if not new:
                    writer.delete_documents_by_term("story", story.id)
                writer.add_document(document(story))
            writer.commit()
        except (ValueError, OSError) as error:
            raise SearchError(f"The search index in {self._folder} can't be written: {error}") from error
        self.refresh()

    def find(self, question: Question, feeds: Sequence[int] | None, limit: int, now: datetime) -> list[Candidate]:
        """The stories that fit best by words alone, each with its trace where a reading is worth it.

        `feeds` are what the question's feed filter means, None when it has none.
        """
        searcher = self._searcher
        wanted = Asking(self._schema, searcher)
        words = wanted.wording(question)
        narrowed = wanted.narrowing(question, feeds)
        if words is None and not narrowed:
            return []
        if words is None:
            hits = searcher.search(all_of(narrowed), limit, count=False, order_by_field="published").hits
            return self._candidates([(float(published), address) for published, address in hits], 0)
        found = searcher.search(all_of([words, *narrowed]), limit, count=False).hits
        if len(found) == limit:
            months = [Query.term_query(self._schema, "month", _month(now) - ago) for ago in range(_FRESH_MONTHS)]
            fresh = Query.const_score_query(Query.boolean_query([(Occur.Should, month) for month in months]), 0.0)
            found += searcher.search(all_of([words, fresh, *narrowed]), limit, count=False).hits
        return self._candidates(found, READ if len(content(question)) > 1 else 0)

    def rarity(self, root: str) -> float:
        """What a stem is worth by how few texts have it (the idf of BM25).

        Remembered until the index has grown by a hundredth: asking for those of forty texts took most of a search.
        """
        known = self._rarities.get(root)
        if known is None:
            have, of = self._searcher.doc_freq("body", root), self._searcher.num_docs
            known = math.log(1 + (of - have + 0.5) / (have + 0.5))
            if len(self._rarities) < _RARITIES:
                self._rarities[root] = known
        return known

    def _candidates(self, hits: Sequence[tuple[float, tantivy.DocAddress]], read: int) -> list[Candidate]:
        """Each found story once, the best first; the first `read` have their traces, which cost more than finding."""
        addresses = [address for _score, address in hits]
        ids = self._searcher.fast_field_values("story", addresses)
        moments = self._searcher.fast_field_values("published", addresses)
        found: dict[int, tuple[Candidate, tantivy.DocAddress]] = {}
        for (score, address), story, moment in zip(hits, ids, moments, strict=True):
            if int(story or 0) not in found:
                published = datetime.fromtimestamp(int(moment or 0), UTC)
                found[int(story or 0)] = Candidate(int(story or 0), score, published), address
        best = sorted(found.values(), key=lambda pair: (-pair[0].score, -pair[0].story))
        doc = self._searcher.doc
        traced = [replace(one, trace=str(doc(address).get_first("trace") or "")) for one, address in best[:read]]
        return traced + [one for one, _address in best[read:]]

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self._index.writer(_HEAP, 1)
            except ValueError as error:
                raise IndexBusyError("Another process writes the search index.") from error
        return self._writer


def remove(folder: Path) -> None:
    """Takes an index away, for a database that was replaced. Leaves alone what is no index of ours."""
    if (folder / "form").is_file():
        shutil.rmtree(folder, ignore_errors=True)


def document(story: ChangedStory) -> tantivy.Document:
    """A story as it is indexed."""
    number = {"story": story.id, "seq": story.seq}
    if not story.readable:
        return tantivy.Document(**number)
    title = fold(story.title).split()
    words = [*title, *fold(story.text).split()[:MAX_WORDS]]
    return tantivy.Document(
        **number,
        feed=list(story.feeds),
        month=_month(story.published),
        published=int(story.published.timestamp()),
        title=" ".join(stem(word) for word in title if word not in STOP_WORDS),
        body=" ".join(stem(word) for word in words if word not in STOP_WORDS),
        words=" ".join(words),
        trace=trace(f"{story.title}\n{story.text}"),
    )


def _month(moment: datetime) -> int:
    return moment.year * 12 + moment.month


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("story", indexed=True, fast=True)
    builder.add_integer_field("seq", fast=True)
    builder.add_integer_field("feed", indexed=True)
    builder.add_integer_field("month", indexed=True)
    builder.add_integer_field("published", fast=True)
    builder.add_text_field("title", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("trace", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _open(folder: Path, schema: tantivy.Schema) -> tantivy.Index:
    form = folder / "form"
    try:
        if form.is_file() and form.read_text("ascii") == FORM:
            return tantivy.Index(schema, path=str(folder))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        index = tantivy.Index(schema, path=str(folder))
        form.write_text(FORM, "ascii")
    except (ValueError, OSError) as error:
        raise SearchError(f"The search index in {folder} can't be opened: {error}") from error
    return index
