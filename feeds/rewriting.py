"""Summaries written by a language model that the operator runs or rents; off unless configured.

What it writes is news only when `feeds.faithful` finds nothing in it that the article lacks; else, and whenever the
endpoint fails, the extractive summary stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from feeds.faithful import faults
from feeds.model import Article, Draft, FetchFailed
from feeds.text.normalise import plain_line
from feeds.text.sentences import split_sentences

#: Characters of an article that are sent; a report says what happened early.
MOST_CHARACTERS = 6_000
#: Summaries asked for in one poll; what comes beyond keeps its extractive one.
MOST_PER_POLL = 10
#: Characters of a summary, as for extractive ones.
LIMIT = 330

_INSTRUCTION = (
    "Ringkas berita berikut dalam {sentences} kalimat bahasa Indonesia yang lengkap, paling banyak {limit} karakter. "
    "Pakai hanya fakta, angka, tanggal dan nama yang tertulis di dalamnya, persis seperti tertulis. "
    "Jawab dengan ringkasannya saja, tanpa judul, pengantar, pendapat atau kutipan."
)

_log = structlog.get_logger(__name__)


class Writer(Protocol):
    """Answers an instruction about a text; see `feeds.web.endpoint`."""

    async def write(self, instruction: str, text: str) -> str | FetchFailed:
        """The answer's plain text, or why there is none."""


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Replaces summaries of what is about to be pushed."""

    writer: Writer
    sentences: int = 3

    async def rewrite(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts, those that may go out with a summary of the writer's where it is faithful.

        One after another, `MOST_PER_POLL` at most; the first failure of the endpoint ends it.
        """
        result = list(drafts)
        instruction = _INSTRUCTION.format(sentences=self.sentences, limit=LIMIT)
        wanted = [index for index, draft in enumerate(drafts) if draft.push and not draft.verdict.held]
        for index in wanted[:MOST_PER_POLL]:
            draft = drafts[index]
            if not draft.article.paragraphs:
                continue
            answer = await self.writer.write(
                instruction, f"{draft.data.title}\n\n{draft.article.text[:MOST_CHARACTERS]}"
            )
            if isinstance(answer, FetchFailed):
                _log.warning("no summary was written", fault=answer.fault, detail=answer.detail)
                break
            summary = accepted(answer, draft.article, draft.data.title, sentences=self.sentences)
            if summary:
                result[index] = replace(draft, summary=summary)
        return result


def accepted(answer: str, article: Article, title: str, *, sentences: int = 3, limit: int = LIMIT) -> tuple[str, ...]:
    """The sentences of a written summary; () when it is too long, of too many sentences, or unfaithful."""
    summary = split_sentences(plain_line(answer.strip()))
    wrong = faults(summary, article, title)
    if len(summary) > sentences or len(" ".join(summary)) > limit:
        wrong = (*wrong, "length")
    if wrong:
        _log.info("a written summary was thrown away", faults=wrong)
        return ()
    return summary
