"""A story's delivery in words: its figures for admins, and why one chat got it or did not. Pure."""

from __future__ import annotations

from bot.model import Language
from bot.reason import Reason
from bot.storage.proof import StoryProof
from bot.texts.newsdesk import failure_in_words, newsdesk_in, span
from bot.texts.speech import local_time, texts_in


def proof_in_words(proof: StoryProof, language: Language) -> tuple[str, ...]:
    """The figures as sentences; what there is nothing to say of is left out."""
    words = newsdesk_in(language)
    count = {state: proof.states.get(state, 0) for state in _STATES}
    lines = [
        words.proof_intended.format(count=proof.intended),
        words.proof_sent.format(sent=proof.sent, delivered=count["delivered"] + count["read"], read=count["read"]),
    ]
    if proof.median is not None and proof.p95 is not None:
        median, p95 = (span(delay.total_seconds(), words) for delay in (proof.median, proof.p95))
        lines.append(words.proof_delay.format(median=median, p95=p95))
    lines.append(words.proof_open.format(**count))
    failed = {reason: number for reason, number in sorted(proof.reasons.items()) if reason in words.failures}
    if failed:
        named = (f"{number} {failure_in_words(reason, words)}" for reason, number in failed.items())
        lines.append(words.proof_failed.format(reasons="; ".join(named)))
    if count["digest"] or count["digested"]:
        lines.append(words.proof_digest.format(**count))
    return *lines, *errands_in_words(proof, language)


def errands_in_words(proof: StoryProof, language: Language) -> tuple[str, ...]:
    """What became of a story's correction and recall, as sentences; none when there was neither."""
    words = newsdesk_in(language)
    lines = []
    for kind, sentence in (("correction", words.proof_corrections), ("recall", words.proof_recalls)):
        mine = {(way, state): number for (of, way, state), number in proof.errands.items() if of == kind}
        if mine:
            done = {way: mine.get((way, "done"), 0) for way in ("delete", "edit", "tell")}
            waiting = sum(number for (_, state), number in mine.items() if state in {"queued", "sending"})
            lost = sum(number for (_, state), number in mine.items() if state == "unreachable")
            figures = {"deleted": done["delete"], "edited": done["edit"], "told": done["tell"]}
            lines.append(sentence.format(done=sum(done.values()), queued=waiting, unreachable=lost, **figures))
    return tuple(lines)


def why_in_words(reason: Reason, story_id: int, language: Language, timezone: str) -> str:
    """The cause as one sentence. Moments are told by the clock of `timezone`."""
    words, texts = newsdesk_in(language), texts_in(language)
    at, next_at = (
        "?" if moment is None else local_time(moment, timezone, texts) for moment in (reason.at, reason.next_at)
    )
    delay = "?" if reason.delay is None else span(reason.delay.total_seconds(), words)
    return words.why[reason.code].format(
        story=story_id,
        at=at,
        next_at=next_at,
        delay=delay,
        attempts=reason.attempts,
        failure=failure_in_words(reason.error, words),
    )


_STATES = ("queued", "sending", "delivered", "read", "in_doubt", "expired", "digest", "digested")
