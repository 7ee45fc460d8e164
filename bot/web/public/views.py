"""What the public pages look like, as HTML. Pure: data in, content out; `bot.pages.frame` puts the frame around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.model import Language
from bot.pages.html import Child, Html, join, tag
from bot.storage.totals import Delays
from bot.texts.newsdesk import newsdesk_in, span
from bot.texts.public import PublicTexts, public_in
from bot.texts.speech import local_time, texts_in
from bot.web.public.syndication import address
from feeds.feed_model import FeedInfo
from feeds.model import Story
from feeds.storage.revisions import Past


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a page is written, and from where."""

    language: Language
    timezone: str
    #: How the page reaches the root.
    root: str = ""

    @property
    def words(self) -> PublicTexts:
        """The sentences of the reader's language."""
        return public_in(self.language)

    def time(self, moment: datetime) -> Html:
        """A moment as people there write it, and as machines read it."""
        shown = local_time(moment, self.timezone, texts_in(self.language))
        return tag("time", shown, datetime=moment.isoformat(timespec="seconds"))


def news_list(shown: Sequence[Story], older: str | None, reader: Reader, *, first: bool) -> Html:
    """A page of the list; `older` asks for the next one."""
    words = reader.words
    following = f"{reader.root}berita?sebelum={older}"
    lead = tag("p", words.news_lead, class_="lead") if first else None
    pager = (
        None if first else tag("a", words.newer, class_="chip", href=f"{reader.root}berita"),
        tag("a", words.older, class_="chip main", rel="next", href=following) if older else None,
    )
    if not shown:
        nothing: Child = tag("p", words.news_none if first else words.news_end)
    else:
        nothing = _stories(shown, reader)
    return join(tag("h1", words.news), lead, search_form("", reader), nothing, _pager(*pager))


def found(words: str, shown: Sequence[Story], following: str | None, reader: Reader) -> Html:
    """What a search found; without words, how to search."""
    texts = reader.words
    if not words:
        return join(tag("h1", texts.search_button), tag("p", texts.search_lead, class_="lead"), search_form("", reader))
    more = None
    if following is not None:
        more = tag(
            "form",
            tag("input", type="hidden", name="q", value=words),
            tag("button", texts.more, class_="chip main", name="lanjut", value=following),
            action=f"{reader.root}cari",
        )
    body = _stories(shown, reader) if shown else tag("p", texts.search_none.format(words=words), dir="auto")
    title = tag("h1", texts.search_title.format(words=words), dir="auto")
    return join(title, search_form(words, reader), body, _pager(more))


def search_form(words: str, reader: Reader) -> Html:
    """The form that searches, without a script."""
    texts = reader.words
    return tag(
        "form",
        tag("label", texts.search_label, class_="unseen", for_="q"),
        tag(
            "input",
            class_="field",
            id="q",
            name="q",
            type="search",
            value=words or None,
            maxlength=200,
            placeholder=texts.search_hint,
            dir="auto",
            enterkeyhint="search",
        ),
        tag("button", texts.search_button, class_="chip main"),
        class_="search",
        action=f"{reader.root}cari",
        role="search",
    )


def story_page(story: Story, corrections: Sequence[Past], reader: Reader) -> Html:
    """A story with all its outlets, what it announces, and what it said before it was corrected."""
    words = reader.words
    link = None
    if story.link:
        label = words.read_at.format(source=story.source)
        link = tag("p", tag("a", label, class_="chip main", href=story.link, rel="noopener"))
    article = tag(
        "article",
        tag("p", words.urgent, class_="urgent") if story.labels.urgent else None,
        tag("h1", story.title, dir="auto", lang="id"),
        tag("p", tag("span", story.source, dir="auto"), " · ", reader.time(story.published), class_="by"),
        tag("p", " ".join(story.summary), class_="body", dir="auto", lang="id") if story.summary else None,
        link,
        class_="story",
    )
    around = tag(
        "div",
        tag("a", words.subscribe, class_="chip", href=reader.root or "./"),
        tag("a", words.all_news, class_="chip", href=f"{reader.root}berita"),
        class_="pager",
    )
    return join(
        article,
        _event(story, reader),
        _outlets(story, words),
        _places(story, words),
        _corrections(corrections, reader),
        tag("h2", words.news, class_="unseen"),
        around,
    )


def card(story: Story, name: str, base: str | None) -> tuple[Html, ...]:
    """What a network shows when a story's page is shared (https://ogp.me), and the page's own address, if published."""
    summary = " ".join(story.summary)[:300]
    facts = {
        "og:type": "article",
        "og:title": story.title,
        "og:description": summary,
        "og:site_name": name,
        "og:locale": "id_ID",
        "article:published_time": story.published.isoformat(timespec="seconds"),
    }
    links = []
    if base is not None:
        own = address(base, story)
        facts |= {"og:url": own, "og:image": story.image or f"{base}/files/icon-512.png"}
        links.append(tag("link", rel="canonical", href=own))
    described = tag("meta", name="description", content=summary or story.title)
    return (*(tag("meta", property=key, content=value) for key, value in facts.items() if value), described, *links)


def status_page(feeds: Sequence[FeedInfo], newest: datetime | None, delays: Delays, reader: Reader) -> Html:
    """How the feeds are, and how long news takes."""
    words = reader.words
    active = [feed for feed in feeds if feed.state == "active"]
    well = sum(feed.health in {"healthy", "silent"} and feed.last_ok is not None for feed in active)
    figures = [_fact(words.status_feeds, f"{well} / {len(active)}")]
    if newest is not None:
        figures.append(_fact(words.status_newest, reader.time(newest)))
    figures.append(_fact(words.status_delay, _delays(delays, reader)))
    rows = (tag("li", *_feed(feed, reader), data_health=feed.health) for feed in active)
    return join(
        tag("h1", words.status),
        tag("p", words.status_lead, class_="lead"),
        tag("dl", *figures, class_="facts"),
        tag("h2", words.status_list),
        tag("ul", *rows, class_="feeds") if active else tag("p", words.status_none),
    )


def sentence(title: str, words: str, reader: Reader) -> Html:
    """A page that says why there is nothing else on it, and offers a way on."""
    return join(
        tag("h1", title),
        tag("p", words, class_="lead"),
        search_form("", reader),
        _pager(tag("a", reader.words.all_news, class_="chip", href=f"{reader.root}berita")),
    )


def _stories(shown: Sequence[Story], reader: Reader) -> Html:
    return tag("ul", *(tag("li", *_row(story, reader)) for story in shown), class_="news")


def _row(story: Story, reader: Reader) -> Sequence[Child]:
    urgent = join(tag("span", reader.words.urgent, class_="urgent"), " · ") if story.labels.urgent else None
    return (
        tag("h2", tag("a", story.title, href=f"{reader.root}berita/{story.id}", dir="auto", lang="id")),
        tag("p", " ".join(story.summary), dir="auto", lang="id") if story.summary else None,
        tag("p", urgent, tag("span", story.source, dir="auto"), " · ", reader.time(story.published), class_="by"),
    )


def _pager(*links: Child) -> Html | None:
    given = [link for link in links if link is not None]
    return tag("div", *given, class_="pager") if given else None


def _event(story: Story, reader: Reader) -> Html | None:
    card, words = story.labels.event, reader.words
    if card is None:
        return None
    lines = [
        words.event_day.format(value=_day(card.day, reader)) if card.day else None,
        words.event_time.format(value=card.time.strftime(texts_in(reader.language).clock)) if card.time else None,
        words.event_place.format(value=card.place) if card.place else None,
        words.event_deadline.format(value=_day(card.deadline, reader)) if card.deadline else None,
    ]
    return join(tag("h2", words.event_title), tag("ul", *(tag("li", line) for line in lines if line), class_="plain"))


def _day(day: date, reader: Reader) -> str:
    texts = texts_in(reader.language)
    return f"{texts.days[day.weekday()]}, {day.day} {texts.months[day.month - 1]} {day.year}"


def _outlets(story: Story, words: PublicTexts) -> Html | None:
    if not story.outlets:
        return None
    rows = (
        tag("li", tag("a", outlet.feed, href=outlet.link, rel="noopener", dir="auto") if outlet.link else outlet.feed)
        for outlet in story.outlets
    )
    return join(tag("h2", words.outlets_title), tag("ul", *rows, class_="plain"))


def _places(story: Story, words: PublicTexts) -> Html | None:
    if not story.labels.places:
        return None
    names = ", ".join(dict.fromkeys(place.name for place in story.labels.places))
    return join(tag("h2", words.places_title), tag("p", names))


def _corrections(corrections: Sequence[Past], reader: Reader) -> Html | None:
    if not corrections:
        return None
    told = []
    for past in corrections:
        before, _, after = reader.words.correction.partition("{at}")
        old = tag(
            "blockquote",
            tag("p", past.title),
            tag("p", " ".join(past.summary)) if past.summary else None,
            class_="old",
            lang="id",
            dir="auto",
        )
        told += [tag("p", before, reader.time(past.until), after, class_="by"), old]
    return join(tag("h2", reader.words.corrections_title), *told)


def _fact(name: str, value: Child) -> Html:
    return tag("div", tag("dt", name), tag("dd", value))


def _delays(delays: Delays, reader: Reader) -> str:
    if delays.median is None or delays.p95 is None:
        return reader.words.status_delay_none
    median, p95 = _span(delays.median, reader), _span(delays.p95, reader)
    return reader.words.status_delays.format(median=median, p95=p95)


def _span(length: timedelta, reader: Reader) -> str:
    return span(length.total_seconds(), newsdesk_in(reader.language))


def _feed(feed: FeedInfo, reader: Reader) -> Sequence[Child]:
    words = reader.words
    parts: list[Child] = [words.health[feed.health]]
    for sentence_, moment in ((words.status_news, feed.newest), (words.status_read, feed.last_ok)):
        if moment is not None:
            before, _, after = sentence_.partition("{at}")
            parts += [" · ", before, reader.time(moment), after]
    if feed.last_ok is None:
        parts += [" · ", words.status_never]
    return tag("strong", feed.name, dir="auto"), tag("span", *parts, class_="small")
