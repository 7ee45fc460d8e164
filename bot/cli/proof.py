"""`kentongan stats --story`, `why`, `resend`: what became of a story at its chats."""

from __future__ import annotations

from pathlib import Path

from bot.app.news import open_news, utc_now
from bot.cli.console import fail, finish, read_config, show, show_json
from bot.config import Config
from bot.explain import proof_in_words, why_in_words
from bot.reason import Reason, reason_of
from bot.storage import proof
from bot.storage.proof import Resent, StoryProof
from bot.texts.newsdesk import newsdesk_in

_CHANNELS = ("telegram:", "whatsapp:", "web:")


def story(path: Path, story_id: int, *, as_json: bool) -> None:
    """Prints how a story was delivered."""
    known = finish(_story(read_config(path), story_id))
    if known is None:
        fail(f"There is no story {story_id}; kentongan search WORDS --json shows numbers.", code=1)
    if as_json:
        show_json(_as_json(known))
        return
    show(newsdesk_in("en").proof_title.format(id=story_id, title=known.title))
    for line in proof_in_words(known, "en"):
        show(f"  {line}")


async def _story(config: Config, story_id: int) -> StoryProof | None:
    async with open_news(config) as news:
        return await news.database.read(proof.story_proof, story_id)


def _as_json(known: StoryProof) -> dict[str, object]:
    return {
        "story": known.story_id,
        "title": known.title,
        "state": known.state,
        "due": known.due_at.isoformat() if known.due_at else None,
        "intended": known.intended,
        "sent": known.sent,
        "states": known.states,
        "reasons": known.reasons,
        "median_seconds": None if known.median is None else known.median.total_seconds(),
        "p95_seconds": None if known.p95 is None else known.p95.total_seconds(),
        "errands": [
            {"kind": kind, "way": way, "state": state, "count": count}
            for (kind, way, state), count in known.errands.items()
        ],
    }


def why(path: Path, story_id: int, chat: str, *, as_json: bool) -> None:
    """Prints the cause as one sentence; exits 1 when there is no such story or chat."""
    config = read_config(path)
    reason = finish(_why(config, story_id, chat))
    sentence = why_in_words(reason, story_id, "en", config.news.timezone)
    if reason.code in {"no_story", "no_chat"}:
        fail(sentence, code=1)
    if as_json:
        show_json({"story": story_id, "chat": chat, "reason": reason.code, "error": reason.error, "sentence": sentence})
    else:
        show(sentence)


async def _why(config: Config, story_id: int, chat: str) -> Reason:
    channel = next((name.removesuffix(":") for name in _CHANNELS if chat.startswith(name)), None)
    address = chat if channel is None else chat.removeprefix(f"{channel}:")
    async with open_news(config) as news:
        return reason_of(await news.database.read(proof.pair_facts, story_id, channel, address))


def resend(path: Path, story_id: int, *, as_json: bool) -> None:
    """Owes a story again to those who missed it, and prints to how many; exits 1 when that is refused."""
    done = finish(_resend(read_config(path), story_id))
    words = newsdesk_in("en")
    if done.refused is not None:
        refusals = {"no_story": words.no_story, "not_out": words.not_out, "too_old": words.too_old}
        fail(refusals[done.refused].format(id=story_id), code=1)
    if as_json:
        show_json({"story": story_id, "resent": done.count})
    else:
        show((words.resent if done.count else words.resent_none).format(id=story_id, count=done.count))


async def _resend(config: Config, story_id: int) -> Resent:
    async with open_news(config) as news:
        return await news.database.write(proof.resend, story_id, utc_now(), config.news.max_age)
