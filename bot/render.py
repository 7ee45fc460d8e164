"""A story becomes a message: neutral, in one language and one time zone. Pure. Markup is the channels' business."""

from __future__ import annotations

from bot.model import Button, Item, Message
from bot.texts.catalogue import Texts
from bot.texts.speech import local_time
from feeds.model import Story


def story_message(story: Story, texts: Texts, timezone: str) -> Message:
    """What a citizen reads of a story: title, summary, other outlets, source with local time, a link.

    A story without a summary is its title alone, which is still news.
    """
    paragraphs = (" ".join(story.summary),) if story.summary else ()
    others = tuple(outlet.feed for outlet in story.outlets if outlet.feed != story.source)
    if others:
        paragraphs = (*paragraphs, texts.also_in.format(outlets=", ".join(others)))
    buttons = ((Button(texts.read_more, url=story.link),),) if story.link else ()
    return Message(
        title=story.title,
        paragraphs=paragraphs,
        footer=f"{story.source} · {local_time(story.published, timezone, texts)}",
        buttons=buttons,
        story_id=story.id,
    )


def story_item(story: Story, texts: Texts, timezone: str) -> Item:
    """A story as one row of a list."""
    return Item(
        title=story.title,
        detail=f"{story.source} · {local_time(story.published, timezone, texts)}",
        url=story.link,
    )
