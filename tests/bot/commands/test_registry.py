"""Which words are commands."""

import pytest

from bot.commands.conversation import COMMANDS
from bot.commands.registry import is_greeting, understand


def word_of(understood):
    return understood.command.words[0] if understood.command else None


@pytest.mark.parametrize(
    ("text", "word", "words"),
    [
        pytest.param("/mulai", "mulai", "", id="slash"),
        pytest.param("/start", "mulai", "", id="English alias"),
        pytest.param("/start topik_kesehatan", "mulai", "topik_kesehatan", id="deep link"),
        pytest.param("MULAI", "mulai", "", id="plain word in capitals"),
        pytest.param("  Berhenti ", "berhenti", "", id="blanks around"),
        pytest.param("STOP", "berhenti", "", id="the word that everybody knows"),
        pytest.param("Berhenti!", "berhenti", "", id="with a sign behind"),
        pytest.param("UNREG.", "berhenti", "", id="as with premium numbers"),
        pytest.param("baca 12", "baca", "12", id="a row of a list"),
        pytest.param("/cari@kabar_bot  jalan   putus", "cari", "jalan putus", id="to this bot, blanks inside"),
        pytest.param("CARI banjir", "cari", "banjir", id="plain with words"),
        pytest.param("banjir", None, "banjir", id="any other word is a search"),
        pytest.param("berhenti banjir kapan", None, "berhenti banjir kapan", id="a sentence is not a command"),
        pytest.param("/terbang", None, "/terbang", id="no such command"),
        pytest.param("/feed", None, "/feed", id="an admin's command does not exist for others"),
        pytest.param("", None, "", id="nothing"),
    ],
)
def test_what_a_citizen_types(text, word, words):
    """Slashes, capitals and aliases lead to the same command; everything else is a search."""
    understood = understand(text, COMMANDS, role=None)

    assert (word_of(understood), understood.words) == (word, words)
    assert understood.unknown is (text.startswith("/") and word is None)


@pytest.mark.parametrize(
    ("text", "word", "words"),
    [
        pytest.param("/feed", "feed", "", id="list"),
        pytest.param(
            "/feed_tambah https://a.example/feed/ Kab A", "feed_tambah", "https://a.example/feed/ Kab A", id="add"
        ),
        pytest.param("tinjau terima 7", "tinjau", "terima 7", id="a button's word"),
    ],
)
def test_what_an_admin_types(text, word, words):
    """Admins have their own commands."""
    understood = understand(text, COMMANDS, role="owner")

    assert (word_of(understood), understood.words) == (word, words)


@pytest.mark.parametrize("text", ["Halo", "hai!", "Selamat  pagi", "assalamualaikum", "Menu"])
def test_a_greeting_is_a_greeting(text):
    """Hello is answered, not searched."""
    assert is_greeting(text)


def test_no_word_means_two_commands():
    """Every word and alias is used once."""
    words = [word for command in COMMANDS for word in (*command.words, *command.english)]

    assert sorted(set(words)) == sorted(words)
