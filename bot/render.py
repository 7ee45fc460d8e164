"""A story becomes a message: neutral, in one language and one time zone. Pure. Markup is the channels' business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.model import Button, Item, Language, Message
from bot.texts.catalogue import Texts
from bot.texts.choosing import choosing_in
from bot.texts.newsdesk import newsdesk_in
from bot.texts.personal import personal_in
from bot.texts.speech import local_time
from feeds.model import Story

#: Other outlets that a message names.
MAX_NAMED = 5
#: Titles in a digest; Telegram takes 4,096 characters.
DIGEST_TITLES = 25


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


def with_actions(message: Message, language: Language) -> Message:
    """A story as it comes to one person: with what can be said of it, each in a small button."""
    words, number = personal_in(language), message.story_id
    choosing = (Button(words.more, say=f"lebih {number}"), Button(words.less, say=f"kurang {number}"))
    asking = (Button(words.why, say=f"sebab {number}"), Button(words.report, say=f"lapor {number}"))
    return replace(message, buttons=(*message.buttons, choosing, asking))


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
        say=f"baca {story.id}",
    )


def correction_message(story: Story, texts: Texts, language: Language, timezone: str) -> Message:
    """A corrected story as it stands in the place of the old one: like the story, marked as a correction."""
    words = newsdesk_in(language)
    message = story_message(story, texts, timezone)
    title = words.corrected_title.format(title=story.title)
    return replace(message, title=title, paragraphs=(*message.paragraphs, words.corrected))


def recall_message(story: Story, language: Language, *, in_place: bool) -> Message:
    """That a story was withdrawn: in its place, where its words need not be repeated, or as a message of its own."""
    words = newsdesk_in(language)
    sentence = words.recalled_here if in_place else words.recalled_there.format(title=story.title)
    return Message(title=words.recalled_title, paragraphs=(sentence,))


def digest_message(stories: Sequence[Story], texts: Texts, language: Language, timezone: str) -> Message:
    """Titles of stories, newest last; of more than `DIGEST_TITLES` the last ones, and how many others there are.

    Says how to stop: who gets a digest may get nothing else.
    """
    words, own = newsdesk_in(language), personal_in(language)
    shown = stories[-DIGEST_TITLES:]
    others = len(stories) - len(shown)
    return Message(
        title=words.digest_title,
        items=tuple(story_item(story, texts, timezone) for story in shown),
        paragraphs=(words.digest_more.format(count=others),) if others else (),
        footer=own.digest_stop,
        buttons=(
            (
                Button(choosing_in(language).button_settings, say="pengaturan"),
                Button(texts.button_stop[0], say=texts.button_stop[1]),
            ),
        ),
    )
