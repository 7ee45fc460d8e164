"""What the pages of the newsroom show, as HTML. Pure: data in, content out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.choices import Choice
from bot.explain import proof_in_words
from bot.model import Message, Role
from bot.newsroom.charts import bars
from bot.pages.html import Child, Html, join, tag
from bot.storage.announcements import Announcement
from bot.storage.audit import Act
from bot.storage.proof import StoryProof
from bot.storage.readership import Readership
from bot.texts.choosing import name_of
from bot.texts.desk import act_in_words, desk_in
from bot.texts.newsroom import NewsroomTexts, newsroom_in
from bot.texts.speech import fault_in_words, local_time, reasons_in_words, texts_in
from bot.web.public.views import Reader
from feeds.feed_model import FeedInfo
from feeds.model import Story


@dataclass(frozen=True, slots=True)
class Admin:
    """For whom a page is made."""

    reader: Reader
    who: str
    role: Role
    #: What every form has to bring back.
    form_token: str

    @property
    def words(self) -> NewsroomTexts:
        """The sentences of the admin's language."""
        return newsroom_in(self.reader.language)


def button(admin: Admin, act: str, number: int, *, main: bool = False) -> Html:
    """One act on one thing, as a form."""
    return tag(
        "form",
        tag("input", type="hidden", name="tanda", value=admin.form_token),
        tag("input", type="hidden", name="nomor", value=number),
        tag("button", admin.words.acts[act], class_="chip main" if main else "chip", name="tindakan", value=act),
        method="post",
        action=f"{admin.reader.root}newsroom/tindakan",
    )


def enter(words: NewsroomTexts) -> Html:
    """The button that uses a link up: what only looks at the link (a preview) does not press it."""
    pressed = tag("form", tag("button", words.enter_button, class_="chip main"), method="post")
    return join(tag("h1", words.enter_title), tag("p", words.enter, class_="lead"), pressed)


def sentence(title: str, words: str) -> Html:
    """A page that says one thing."""
    return join(tag("h1", title), tag("p", words, class_="lead"))


def overview(admin: Admin, figures: Sequence[tuple[str, int]]) -> Html:
    """What needs a hand now."""
    words = admin.words
    facts = (tag("div", tag("dt", name), tag("dd", str(number))) for name, number in figures)
    leave = tag(
        "form",
        tag("input", type="hidden", name="tanda", value=admin.form_token),
        tag("button", words.leave, class_="chip"),
        method="post",
        action=f"{admin.reader.root}newsroom/keluar",
    )
    role = desk_in(admin.reader.language).roles[admin.role]
    signed_in = tag("p", words.signed_in.format(who=admin.who, role=role), class_="small")
    return join(
        tag("h1", words.title), tag("p", words.lead, class_="lead"), tag("dl", *facts, class_="facts"), signed_in, leave
    )


def held(admin: Admin, shown: Sequence[Story]) -> Html:
    """Stories that wait for a decision, with why they were held."""
    texts = texts_in(admin.reader.language)
    rows = (
        (
            tag("h2", f"{story.id}. {story.title}", dir="auto", lang="id"),
            tag("p", " ".join(story.summary), dir="auto", lang="id"),
            tag("p", story.source, " · ", admin.reader.time(story.published), class_="by"),
            tag("p", admin.words.reasons.format(reasons=reasons_in_words(story.reasons, texts))),
            _buttons(button(admin, "approve", story.id, main=True), button(admin, "reject", story.id)),
        )
        for story in shown
    )
    return _list(admin, "newsroom/ditahan", rows)


def feeds(admin: Admin, shown: Sequence[FeedInfo]) -> Html:
    """Feeds with their health."""
    words, reader, texts = admin.words, admin.reader, texts_in(admin.reader.language)
    rows = []
    for feed in shown:
        facts = [words.states["paused"] if feed.state == "paused" else reader.words.health[feed.health]]
        if feed.fault is not None:
            facts.append(fault_in_words(feed.fault, texts))
        if feed.last_polled is not None:
            facts.append(words.polled.format(at=local_time(feed.last_polled, reader.timezone, texts)))
        if feed.frozen is not None:
            facts.append(words.frozen.format(at=local_time(feed.frozen, reader.timezone, texts)))
        acts = [
            button(admin, "pause" if feed.state == "active" else "resume", feed.id),
            button(admin, "examine", feed.id),
        ]
        if feed.frozen is not None:
            acts.append(button(admin, "thaw", feed.id))
        rows.append((tag("h2", f"{feed.id}. {feed.name}", dir="auto"), tag("p", " · ".join(facts)), _buttons(*acts)))
    return _list(admin, "newsroom/feed", rows)


def stories(admin: Admin, shown: Sequence[Story]) -> Html:
    """The newest stories, each with the way to its proof."""
    rows = (
        (
            tag(
                "h2",
                tag("a", story.title, href=f"{admin.reader.root}newsroom/berita/{story.id}"),
                dir="auto",
                lang="id",
            ),
            tag(
                "p",
                story.source,
                " · ",
                admin.reader.time(story.published),
                " · ",
                admin.words.states[story.state],
                class_="by",
            ),
        )
        for story in shown
    )
    return _list(admin, "newsroom/berita", rows)


def story(admin: Admin, proof: StoryProof) -> Html:
    """How one story was delivered, and what can be done about it."""
    lines = (tag("li", line) for line in proof_in_words(proof, admin.reader.language))
    acts = (button(admin, act, proof.story_id) for act in ("correct", "resend", "recall"))
    return join(
        tag("h1", proof.title, dir="auto", lang="id"),
        tag("p", admin.words.states[proof.state], class_="lead"),
        tag("h2", admin.words.to_proof),
        tag("ul", *lines, class_="plain"),
        tag("p", admin.words.recall_sure, class_="small"),
        _buttons(*acts),
    )


def announcements(admin: Admin, shown: Sequence[Announcement]) -> Html:
    """Announcements with their state."""
    rows = (
        (
            tag("h2", f"{one.id}. {one.title}", dir="auto"),
            tag("p", admin.words.states[one.state], " · ", admin.words.made_by.format(who=one.made_by), class_="by"),
        )
        for one in shown
    )
    return join(_list(admin, "newsroom/pengumuman", rows), tag("p", admin.words.announce_how, class_="small"))


def people(
    admin: Admin, found: Readership, sent: Sequence[tuple[str, int]], readers: Sequence[tuple[str, int]]
) -> Html:
    """Who reads, in numbers."""
    words, language = admin.words, admin.reader.language
    figures = ((words.active, found.active), (words.everything, found.everything))
    facts = (tag("div", tag("dt", name), tag("dd", str(number))) for name, number in figures)
    groups = []
    for kind in ("district", "regency", "topic"):
        mine = [
            (name_of(Choice(kind, value), language, {}), number) for of, value, number in found.chosen if of == kind
        ]
        if mine:
            rows = (tag("li", f"{name}: {number}") for name, number in mine)
            groups += [tag("h2", words.kinds[kind]), tag("ul", *rows, class_="plain")]
    labels = {"day": words.day, "number": words.number, "as_table": words.as_table}
    charts = (bars(words.sent_chart, sent, **labels), bars(words.readers_chart, readers, **labels))
    title = tag("h1", words.pages["newsroom/pembaca"])
    return join(title, tag("p", words.people_lead, class_="lead"), tag("dl", *facts, class_="facts"), *charts, *groups)


def log(admin: Admin, shown: Sequence[Act], older: int | None) -> Html:
    """What admins did, newest first."""
    words = desk_in(admin.reader.language)
    rows = (
        (
            tag("p", act_in_words(act.act, act.target, act.detail, words)),
            tag("p", act.who, " · ", admin.reader.time(act.at), class_="by"),
        )
        for act in shown
    )
    link = f"{admin.reader.root}newsroom/catatan?sebelum={older}"
    more = _buttons(tag("a", admin.words.older, class_="chip", href=link)) if older is not None else None
    return join(_list(admin, "newsroom/catatan", rows), more)


def done(admin: Admin, said: Sequence[Message], back: str) -> Html:
    """What the desk answered to an act."""
    lines: list[Child] = []
    for message in said:
        lines += [tag("h2", message.title)] if message.title else []
        lines += [tag("p", paragraph, dir="auto") for paragraph in message.paragraphs]
    way = tag("a", admin.words.back, class_="chip", href=admin.reader.root + back)
    return join(tag("h1", admin.words.done_title), tag("div", *lines, role="status"), _buttons(way))


def _buttons(*buttons: Child) -> Html:
    return tag("div", *buttons, class_="pager")


def _list(admin: Admin, page: str, rows: Iterable[Sequence[Child]]) -> Html:
    items = [tag("li", *row) for row in rows]
    body = tag("ul", *items, class_="news") if items else tag("p", admin.words.nothing)
    return join(tag("h1", admin.words.pages[page]), body)
