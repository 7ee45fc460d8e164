"""A story as a citizen reads it."""

import pytest

from bot.render import story_message
from bot.texts.indonesian import INDONESIAN
from feeds.model import Outlet, Story
from tests.fakes.clock import NOON


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        pytest.param(0, None, id="nobody else"),
        pytest.param(1, "Juga dimuat di Kab 1.", id="one"),
        pytest.param(6, "Juga dimuat di Kab 1, Kab 2, Kab 3, Kab 4, Kab 5, Kab 6.", id="six"),
        pytest.param(9, "Juga dimuat di Kab 1, Kab 2, Kab 3, Kab 4, Kab 5, dan 4 situs lain.", id="everybody"),
    ],
)
def test_other_outlets_are_named(others, sentence):
    """All of a few; of many the first, and how many more."""
    outlets = tuple(Outlet("Kab A" if number == 0 else f"Kab {number}", None) for number in range(others + 1))
    story = Story(1, "Jembatan ditutup", ("Ringkas.",), None, "Kab A", NOON, "due", outlets=outlets)

    message = story_message(story, INDONESIAN, "Asia/Jakarta")

    assert message.paragraphs == (("Ringkas.", sentence) if sentence else ("Ringkas.",))
