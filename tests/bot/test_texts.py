"""The sentences in both languages."""

import importlib
import pkgutil
import re
from dataclasses import fields
from datetime import UTC, datetime
from string import Formatter
from typing import get_args, get_type_hints

import pytest

import bot.texts
from bot.commands.conversation import COMMANDS
from bot.commands.registry import understand
from bot.model import Button
from bot.texts.catalogue import Texts
from bot.texts.choosing import choosing_in
from bot.texts.english import ENGLISH
from bot.texts.indonesian import INDONESIAN
from bot.texts.personal import personal_in
from bot.texts.speech import local_time, reasons_in_words
from feeds.model import FetchFault, NotAFeed


def sentences(value):
    """Every string in a text, however deep."""
    if isinstance(value, str):
        return [value]
    values = value.values() if hasattr(value, "values") else value
    return [sentence for one in values for sentence in sentences(one)]


def placeholders(value):
    return sorted({name for text in sentences(value) for _, name, _, _ in Formatter().parse(text) if name})


@pytest.mark.parametrize("name", [field.name for field in fields(Texts)])
def test_both_languages_fill_the_same_gaps(name):
    """What is filled in one language is filled in the other."""
    assert placeholders(getattr(INDONESIAN, name)) == placeholders(getattr(ENGLISH, name))


def halves():
    """Both languages of every other file of texts, by its name."""
    for module in pkgutil.iter_modules(bot.texts.__path__, "bot.texts."):
        room = importlib.import_module(module.name)
        if hasattr(room, "_INDONESIAN"):
            yield pytest.param(room._INDONESIAN, room._ENGLISH, id=module.name)


@pytest.mark.parametrize(("indonesian", "english"), list(halves()))
def test_no_file_of_texts_has_a_gap_in_one_language_only(indonesian, english):
    """What is filled in one language is filled in the other, key by key where a text has keys."""
    for field in fields(indonesian):
        one, other = getattr(indonesian, field.name), getattr(english, field.name)
        if hasattr(one, "keys"):
            assert {key: placeholders(one[key]) for key in one} == {key: placeholders(other[key]) for key in other}
        else:
            assert placeholders(one) == placeholders(other), field.name


@pytest.mark.parametrize(("indonesian", "english"), list(halves()))
def test_every_file_of_texts_is_typeset(indonesian, english):
    """No doubled blanks, no straight quotation marks, no blank at an end, nothing empty."""
    every = [
        text
        for half in (indonesian, english)
        for field in fields(half)
        for text in sentences(getattr(half, field.name))
    ]
    assert [text for text in every if not text or re.search(r"  |\"|^\s|\s$", text)] == []


@pytest.mark.parametrize("texts", [INDONESIAN, ENGLISH], ids=["id", "en"])
def test_every_fault_has_a_sentence(texts):
    """An admin never reads a code."""
    codes = {*get_args(FetchFault), *get_args(get_type_hints(NotAFeed)["reason"])}

    assert codes <= texts.faults.keys()


@pytest.mark.parametrize("texts", [INDONESIAN, ENGLISH], ids=["id", "en"])
def test_every_word_of_the_menu_is_a_command(texts):
    """What the menu offers and what buttons say is understood."""
    offered = [word for word, _ in (*texts.commands, *texts.admin_commands)]
    offered += [texts.button_news[1], texts.button_help[1], texts.button_start[1], texts.button_stop[1]]

    lost = [word for word in offered if understand(f"/{word}", COMMANDS, role="owner").command is None]

    assert lost == []
    assert all(len(description) <= 256 for _, description in texts.commands)


@pytest.mark.parametrize("texts", [INDONESIAN, ENGLISH], ids=["id", "en"])
def test_sentences_are_typeset(texts):
    """No doubled blanks, no straight quotation marks, no blank at an end."""
    spoilt = [
        text
        for field in fields(Texts)
        for text in sentences(getattr(texts, field.name))
        if re.search(r"  |\"|^\s|\s$", text)
    ]

    assert spoilt == []


@pytest.mark.parametrize(
    ("timezone", "texts", "shown"),
    [
        pytest.param("Asia/Jakarta", INDONESIAN, "Sel, 6 Okt 2026 06.05 WIB", id="WIB"),
        pytest.param("Asia/Makassar", INDONESIAN, "Sel, 6 Okt 2026 07.05 WITA", id="WITA"),
        pytest.param("Asia/Jayapura", ENGLISH, "Tue, 6 Oct 2026 08:05 WIT", id="WIT in English"),
        pytest.param("Europe/Amsterdam", ENGLISH, "Tue, 6 Oct 2026 01:05 CEST", id="elsewhere"),
    ],
)
def test_moments_are_told_as_people_there_write_them(timezone, texts, shown):
    """Local time, with the zone's name."""
    assert local_time(datetime(2026, 10, 5, 23, 5, tzinfo=UTC), timezone, texts) == shown


def test_reasons_are_told_with_their_evidence():
    """Known codes in words, the evidence in brackets, an unknown code as it is."""
    told = reasons_in_words(("gambling_words:slot gacor", "review", "new_signal"), INDONESIAN)

    assert told == "memuat kata-kata judi (slot gacor); semua berita ditinjau lebih dulu; new_signal"


@pytest.mark.parametrize(
    ("url", "say"),
    [
        pytest.param(None, None, id="neither"),
        pytest.param("https://a.example", "x", id="both"),
        pytest.param(None, "x" * 65, id="too long for a network"),
    ],
)
def test_a_button_that_cannot_be(url, say):
    """A button opens or says, and what it says fits every network."""
    with pytest.raises(ValueError, match="a button"):
        Button("Tekan", url=url, say=say)


@pytest.mark.parametrize("of", [choosing_in, personal_in], ids=["choosing", "personal"])
def test_what_citizens_read_fills_the_same_gaps_and_is_typeset(of):
    """As for the rest, in the two catalogues of choosing and of one's own data."""
    for field in fields(of("id")):
        indonesian, english = getattr(of("id"), field.name), getattr(of("en"), field.name)
        assert placeholders(indonesian) == placeholders(english), field.name
        assert not any(re.search(r"  |\"|^\s|\s$", text) for text in (*sentences(indonesian), *sentences(english)))
