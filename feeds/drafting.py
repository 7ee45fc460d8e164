"""An entry that was read becomes a draft: its text, summary, verdict and date put together. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from feeds import identity
from feeds.classify.rules import Rules, load_rules
from feeds.decide import Candidate, may_push
from feeds.feed_model import FeedForUpdate
from feeds.guard import screen
from feeds.habits import Habits, oddities
from feeds.labelling import label
from feeds.model import Article, Draft, EntryData, Verdict
from feeds.parse.shown import all_links, all_words, hidden_links
from feeds.regions.home import home_of
from feeds.summarize import summarize
from feeds.text.dates import settle_published


@dataclass(frozen=True, slots=True)
class EditorialRules:
    """What the operator decided about news."""

    #: News older than this when it comes is stored and never pushed.
    max_age: timedelta
    #: At most this many sentences.
    summary_sentences: int = 3
    #: Hold every new story for an admin, not only what looks hijacked.
    review_all: bool = False
    #: The zone of the days that events are announced for.
    timezone: str = "Asia/Jakarta"
    #: The words of topics and urgent news.
    words: Rules = field(default_factory=load_rules)
    #: Pages of articles read in one poll of a feed that gives excerpts only; see `feeds.pages`.
    pages_per_poll: int = 0


def draft(
    candidate: Candidate,
    article: Article,
    feed: FeedForUpdate,
    *,
    rules: EditorialRules,
    shared: frozenset[str],
    now: datetime,
    habits: Habits | None = None,
    bursts: frozenset[datetime] = frozenset(),
) -> Draft:
    """Puts a draft together.

    Args:
        candidate: The entry and the keys that recognise it in its feed.
        article: Its readable text; may be empty, then the title stands alone.
        feed: Where it comes from; its first poll is a baseline.
        rules: The operator's rules.
        shared: Links that name no entry, see `identity.shared_links`.
        now: When it was seen.
        habits: Of the feed; None when nothing is to be called odd.
        bursts: The moments of this poll's bursts, see `habits.in_burst`.
    """
    data = candidate.data
    published = settle_published(data.published, now)
    return Draft(
        data=data,
        keys=candidate.keys,
        story_keys=identity.story_keys(data, article, shared),
        raw_hash=candidate.raw_hash,
        article=article,
        summary=summarize(article, data.title, sentences=rules.summary_sentences),
        published=published,
        verdict=_suspected(candidate, _verdict(candidate, article, feed, habits or Habits(), bursts)),
        push=may_push(first_poll=feed.first_poll, published=published, now=now, max_age=rules.max_age),
        headline=identity.headline_key(feed.id, data),
        replaces=candidate.replaces,
        labels=label(
            data.title,
            article.text,
            home=feed.regency or home_of(feed.name, feed.url),
            day=published.astimezone(ZoneInfo(rules.timezone)).date(),
            rules=rules.words,
        ),
    )


def _verdict(
    candidate: Candidate, article: Article, feed: FeedForUpdate, habits: Habits, bursts: frozenset[datetime]
) -> Verdict:
    """What the guard says; an entry that we know already is not odd for coming again."""
    data = candidate.data
    odd = oddities(
        Habits() if candidate.replaces is not None else habits,
        author=data.author,
        published=data.published,
        text=f"{data.title}\n{article.text}",
        bursts=bursts,
    )
    return screen(
        title=data.title,
        text=article.shown,
        link=data.link,
        feed_url=feed.url,
        links=article.links,
        hidden=article.hidden,
        odd=odd,
    )


def screened(data: EntryData, feed_url: str) -> Verdict:
    """What the hijack guard says of an entry of the feed at `feed_url`, parsed with its HTML."""
    shown, links = all_words(data.html), all_links(data.html)
    hidden = hidden_links(data.html)
    return screen(title=data.title, text=shown, link=data.link, feed_url=feed_url, links=links, hidden=hidden)


def _suspected(candidate: Candidate, verdict: Verdict) -> Verdict:
    """The guard's verdict, and what was odd about the poll that brought the entry."""
    return Verdict(held=True, reasons=(candidate.suspicion, *verdict.reasons)) if candidate.suspicion else verdict
