"""Choosing what to be sent: /topik, /ikuti, /kecuali, and the alert under a search.

Buttons say "ya" or "tidak", never "the other way": one pressed weeks later does what it says.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.choices import WANTED, Choice, Kind, choice_of_words
from bot.commands import menus
from bot.commands.desk import Desk, Request, say
from bot.commands.naming import meanings
from bot.model import Button, Item, Message
from bot.storage import subscriptions
from bot.texts.choosing import choosing_in, in_words, name_of
from feeds.regions.gazetteer import country
from feeds.storage.outlets import Outlets, outlets

#: How a kind is said by buttons.
_SAID: dict[Kind, str] = {
    "feed": "sumber",
    "regency": "kabupaten",
    "district": "kecamatan",
    "topic": "topik",
    "word": "kata",
    "without_topic": "tanpa",
    "without_word": "kecuali",
}


async def topics(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/topik: the topics, to be pressed. /topik NAME chooses it as /ikuti does."""
    refusal = menus.needs_start(request)
    if refusal is not None:
        return refusal
    word = request.words.lower()
    if word and word not in {"daftar", "semua"} and _toggled(word) is None:
        return await follow(desk, request)
    await _toggle(desk, request, word)
    if word == "semua":
        await menus.write(desk, request, subscriptions.remove_kinds, WANTED)
    words, chosen = choosing_in(request.language), await menus.chosen(desk, request)
    buttons = []
    for topic in desk.topics:
        on = chosen.has("topic", topic)
        label = menus.ticked(words.topics.get(topic, topic), chosen=on)
        buttons.append(Button(label, say=f"topik {'tidak' if on else 'ya'} topik {topic}"))
    every = Button(menus.ticked(words.button_all, chosen=chosen.takes_all), say="topik semua")
    others = Button(words.button_choices, say="ikuti utama")
    return (
        Message(
            title=words.topics_title,
            paragraphs=(words.topics_how, words.takes_all if chosen.takes_all else words.followed_only),
            buttons=(*menus.rows_of(buttons), (every, others), menus.back(request, "pengaturan utama")),
            in_place=True,
        ),
    )


async def follow(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/ikuti: what is chosen, and menus of what can be. /ikuti NAME chooses a topic, a place, a site or words."""
    refusal = menus.needs_start(request)
    if refusal is not None:
        return refusal
    if _toggled(request.words) is not None:
        return await _press(desk, request)
    message = await _menu(desk, request)
    return await _named(desk, request) if message is None else (message,)


async def _menu(desk: Desk, request: Request) -> Message | None:
    """The menu that these words ask for; None when they are a name."""
    word, *rest = request.words.lower().split() or ["utama"]
    first, second = (*rest, "1", "1")[:2] if rest else ("", "1")
    words = choosing_in(request.language)
    match word:
        case "utama" if not rest:
            return await _overview(desk, request)
        case "wilayah" if first in country().by_code:
            return await _districts(desk, request, first, second)
        case "wilayah" if not first or first.isdecimal():
            return await _regencies(desk, request, first)
        case "sumber" if not first or first.isdecimal():
            return await _feeds(desk, request, first)
        case "kata" if not rest:
            return _how(request, words.follow_words)
        case "hapus" if not first or first.isdecimal():
            return await _removal(desk, request, first)
        case "lepas" if first.isdecimal():
            await menus.write(desk, request, subscriptions.remove_numbered, int(first[:18]))
            return await _removal(desk, request, second)
        case "semua" if not rest:
            await menus.write(desk, request, subscriptions.remove_kinds, WANTED)
            return await _overview(desk, request)
    return None


async def without(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/kecuali WORDS: no story with these words."""
    refusal = menus.needs_start(request)
    if refusal is not None:
        return refusal
    words = choosing_in(request.language)
    if not request.words:
        return (_how(request, words.without_how),)
    choice = choice_of_words("without_word", request.words)
    if choice is None:
        return say(words.words_bad)
    return (await add_and_say(desk, request, choice),)


async def alert(desk: Desk, request: Request) -> tuple[Message, ...]:
    """The button under a search: every new story with these words, beside what is chosen already."""
    refusal = menus.needs_start(request)
    if refusal is not None:
        return refusal
    words = choosing_in(request.language)
    choice = choice_of_words("word", request.words)
    if choice is None:
        return say(words.words_bad)
    return (await add_and_say(desk, request, choice),)


async def add_and_say(desk: Desk, request: Request, choice: Choice) -> Message:
    """Adds one choice and says what that means, with a way to take it back.

    A chat that gets everything goes on getting everything: a choice would take news away that it did not mean to
    lose. It is offered that.
    """
    words, chosen = choosing_in(request.language), await menus.chosen(desk, request)
    known = await desk.database.read(outlets)
    name = in_words(choice, request.language, known.names)
    see = Button(words.button_choices, say="ikuti utama")
    if choice.kind in WANTED and chosen.takes_all:
        only = _press_of(choice, "ya")
        buttons = ((Button(words.button_only, say=only), see),) if only is not None else ((see,),)
        return Message(paragraphs=(words.already_all.format(choice=name),), buttons=buttons)
    if not await menus.write(desk, request, subscriptions.add, [choice]):
        return Message(paragraphs=(words.follow_too_many,), buttons=((see,),))
    sentence = words.followed if choice.kind in WANTED else words.excluded
    undo = _press_of(choice, "tidak")
    row = (Button(words.button_undo, say=undo), see) if undo is not None else (see,)
    return Message(paragraphs=(sentence.format(choice=name),), buttons=(row,))


# --- pressing ---------------------------------------------------------------------------------------------------


def _press_of(choice: Choice, way: str) -> str | None:
    """What a button says that adds ("ya") or removes ("tidak") a choice; None when that is too long for one."""
    words = f"ikuti {way} {_SAID[choice.kind]} {choice.words or choice.value}"
    return words if len(words.encode()) <= menus.SAY_BYTES else None


def _toggled(words: str) -> tuple[bool, Choice] | None:
    """What the button that says this adds (True) or removes; None when it is no such button."""
    way, _, rest = words.partition(" ")
    said, _, value = rest.partition(" ")
    kind = next((kind for kind, word in _SAID.items() if word == said), None)
    if way not in {"ya", "tidak"} or kind is None or not value:
        return None
    if kind in {"word", "without_word"}:
        choice = choice_of_words("word" if kind == "word" else "without_word", value)
        return None if choice is None else (way == "ya", choice)
    return way == "ya", Choice(kind, value.split()[0])


async def _toggle(desk: Desk, request: Request, words: str) -> Choice | None:
    asked = _toggled(words)
    if asked is None:
        return None
    adds, choice = asked
    if adds:
        if await _exists(desk, choice):
            await menus.write(desk, request, subscriptions.add, [choice])
    else:
        await menus.write(desk, request, subscriptions.remove, choice.kind, choice.value)
    return choice


async def _exists(desk: Desk, choice: Choice) -> bool:
    """Whether there is such a thing now: an old button may name a feed that is gone."""
    if choice.kind in {"topic", "without_topic"}:
        return choice.value in desk.topics
    if choice.kind in {"regency", "district"}:
        return choice.value in country().by_code
    if choice.kind == "feed":
        known = await desk.database.read(outlets)
        return choice.value.isdecimal() and int(choice.value[:9]) in known.names
    return True


async def _press(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Does what a button says and shows the menu that it stood in."""
    choice = await _toggle(desk, request, request.words)
    page = request.words.split()[3] if len(request.words.split()) > 3 else "1"
    if choice is not None and choice.kind in {"regency", "district"} and page.isdecimal():
        return (await _districts(desk, request, choice.value[:5], page),)
    if choice is not None and choice.kind == "feed":
        return (await _feeds(desk, request, page),)
    return (await _overview(desk, request),)


# --- menus ------------------------------------------------------------------------------------------------------


async def _overview(desk: Desk, request: Request) -> Message:
    words, chosen = choosing_in(request.language), await menus.chosen(desk, request)
    known = await desk.database.read(outlets)
    kinds = words.kinds
    items = tuple(Item(name_of(one, request.language, known.names), kinds[one.kind]) for one in chosen.choices)
    menu = (
        (Button(words.button_topics, say="topik daftar"), Button(words.button_regions, say="ikuti wilayah")),
        (Button(words.button_feeds, say="ikuti sumber"), Button(words.button_words, say="ikuti kata")),
    )
    removal = (Button(words.button_remove, say="ikuti hapus"), Button(words.button_all, say="ikuti semua"))
    return Message(
        title=words.follow_title,
        paragraphs=(words.takes_all if chosen.takes_all else words.takes_some, words.follow_more),
        items=items,
        buttons=(*menu, *((removal,) if items else ()), menus.back(request, "pengaturan utama")),
        in_place=True,
    )


def _how(request: Request, sentence: str) -> Message:
    return Message(paragraphs=(sentence,), buttons=(menus.back(request, "ikuti utama"),), in_place=True)


async def _regencies(desk: Desk, request: Request, page: str) -> Message:
    """The regencies whose news there is."""
    known = await desk.database.read(outlets)
    regions = [country().by_code[code].place for code in known.regencies if code in country().by_code]
    buttons = [Button(place.name, say=f"ikuti wilayah {place.code}") for place in regions]
    return Message(
        title=choosing_in(request.language).button_regions,
        paragraphs=(choosing_in(request.language).follow_regions,),
        buttons=(*menus.paged(buttons, page, "ikuti wilayah", request), menus.back(request, "ikuti utama")),
        in_place=True,
    )


async def _districts(desk: Desk, request: Request, code: str, page: str) -> Message:
    """One regency and its kecamatan."""
    words, chosen = choosing_in(request.language), await menus.chosen(desk, request)
    regency = country().by_code[code[:5]].place
    places = [region.place for region in country().by_code.values() if region.place.code.startswith(f"{regency.code}.")]
    on_page = page if page.isdecimal() else "1"
    buttons = []
    for place in sorted(places, key=lambda each: each.name):
        on = chosen.has("district", place.code)
        press = f"ikuti {'tidak' if on else 'ya'} kecamatan {place.code} {on_page}"
        buttons.append(Button(menus.ticked(place.name, chosen=on), say=press))
    on = chosen.has("regency", regency.code)
    whole = Button(
        menus.ticked(words.whole_regency.format(regency=regency.name), chosen=on),
        say=f"ikuti {'tidak' if on else 'ya'} kabupaten {regency.code} {on_page}",
    )
    return Message(
        title=regency.name,
        paragraphs=(words.follow_districts.format(regency=regency.name),),
        buttons=(
            (whole,),
            *menus.paged(buttons, page, f"ikuti wilayah {regency.code}", request),
            menus.back(request, "ikuti wilayah"),
        ),
        in_place=True,
    )


async def _feeds(desk: Desk, request: Request, page: str) -> Message:
    words, chosen = choosing_in(request.language), await menus.chosen(desk, request)
    known: Outlets = await desk.database.read(outlets)
    buttons = []
    for number, name in known.names.items():
        on = chosen.has("feed", str(number))
        press = f"ikuti {'tidak' if on else 'ya'} sumber {number} {page}"
        buttons.append(Button(menus.ticked(name, chosen=on), say=press))
    return Message(
        title=words.button_feeds,
        paragraphs=(words.follow_feeds,),
        buttons=(*menus.paged(buttons, page, "ikuti sumber", request), menus.back(request, "ikuti utama")),
        in_place=True,
    )


async def _removal(desk: Desk, request: Request, page: str) -> Message:
    words, chosen = choosing_in(request.language), await menus.chosen(desk, request)
    known = await desk.database.read(outlets)
    on_page = page if page.isdecimal() else "1"
    buttons = [
        Button(f"✕ {in_words(one, request.language, known.names)}", say=f"ikuti lepas {one.id} {on_page}")
        for one in chosen.choices
    ]
    return Message(
        title=words.button_remove,
        paragraphs=(words.follow_remove if buttons else words.follow_nothing,),
        buttons=(*menus.paged(buttons, page, "ikuti hapus", request), menus.back(request, "ikuti utama")),
        in_place=True,
    )


async def _named(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/ikuti NAME: adds what the name means; asks when it can mean several things."""
    words, known = choosing_in(request.language), await desk.database.read(outlets)
    found: Sequence[Choice] = meanings(request.words, desk.topics, known)
    if not found:
        return say(words.words_bad)
    if len(found) == 1:
        return (await add_and_say(desk, request, found[0]),)
    buttons = []
    for choice in found:
        press = _press_of(choice, "ya")
        if press is None:
            continue
        label = in_words(choice, request.language, known.names)
        if choice.kind == "district":
            label = f"{label}, {country().by_code[choice.value[:5]].place.name}"
        buttons.append(Button(label, say=press))
    return (
        Message(
            paragraphs=(words.follow_several.format(words=request.words),),
            buttons=(*menus.rows_of(buttons, 1), menus.back(request, "ikuti utama")),
        ),
    )
