"""A story becomes a message: neutral, in one language and one time zone. Pure. Markup is the channels' business."""

from __future__ import annotations

from bot.model import Button, Item, Message
from bot.texts.catalogue import Texts
from bot.texts.speech import local_time
from feeds.model import Story

#: Other outlets that a message names.
MAX_NAMED = 5


def story_message(story: Story, texts: Texts, timezone: str) -> Message:
    """What a citizen reads of a story: title, summary, other outlets, source with local time, a link.

    A story without a summary is its title alone, which is still news.
    """
    paragraphs = (" ".join(story.summary),) if story.summary else ()
    others = tuple(outlet.feed for outlet in story.outlets if outlet.feed != story.source)
    if others:
        paragraphs = (*paragraphs, _also_in(others, texts))
    buttons = ((Button(texts.read_more, url=story.link),),) if story.link else ()
    return Message(
        title=story.title,
        paragraphs=paragraphs,
        footer=f"{story.source} · {local_time(story.published, timezone, texts)}",
        buttons=buttons,
        story_id=story.id,
    )


def _also_in(outlets: tuple[str, ...], texts: Texts) -> str:
    """The outlets by name; of a press release that everybody carries the first ones, and how many more."""
    if len(outlets) <= MAX_NAMED + 1:
        return texts.also_in.format(outlets=", ".join(outlets))
    named = ", ".join(outlets[:MAX_NAMED])
    return texts.also_in_more.format(outlets=named, count=len(outlets) - MAX_NAMED)


def story_item(story: Story, texts: Texts, timezone: str) -> Item:
    """A story as one row of a list."""
    return Item(
        title=story.title,
        detail=f"{story.source} · {local_time(story.published, timezone, texts)}",
        url=story.link,
    )
