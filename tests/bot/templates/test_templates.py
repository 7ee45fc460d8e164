"""Templates keep Meta's rules, are filled within them, and stop by themselves."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.templates.definitions import MOST_BODY, Wording, creation_request, definitions
from bot.templates.filling import all_named, digest_use, filled, flatten, urgent_use
from bot.templates.standing import Standing, TemplateEvent, after, read_event
from feeds.model import Story
from tests.fakes.clock import NOON

ALL = frozenset(all_named())


def story(number=1, title="Pasar murah", summary=("Beras dijual murah.",)):
    return Story(
        id=number, state="due", title=title, summary=summary, link="https://a.example/", source="Kab A", published=NOON
    )


@pytest.mark.parametrize(
    ("body", "footer", "button"),
    [
        pytest.param("{{a}} adalah kabar untuk Anda hari ini.", "F", "B", id="begins with a variable"),
        pytest.param("Kabar untuk Anda hari ini: {{a}}.", "F", "B", id="ends with a variable"),
        pytest.param("Kabar {{a}} {{b}} hari ini.", "F", "B", id="too many variables for its words"),
        pytest.param("x " * 600, "F", "B", id="too long"),
        pytest.param("Kabar {{}} untuk Anda semua.", "F", "B", id="a variable without a name"),
        pytest.param("Kabar {a} untuk Anda semua.", "F", "B", id="a brace"),
        pytest.param("Kabar\tuntuk Anda.", "F", "B", id="a tab"),
        pytest.param("Kabar untuk Anda.", "F" * 61, "B", id="a long footer"),
        pytest.param("Kabar untuk Anda.", "F", "B" * 21, id="a long button"),
    ],
)
def test_what_meta_would_refuse_is_refused_here(body, footer, button):
    with pytest.raises(ValueError, match=r"body|footer|button|variable|braces"):
        Wording(body, footer, button)


def test_ours_say_how_to_stop():
    """In the footer, in both languages."""
    for one in definitions():
        assert "BERHENTI" in one.indonesian.footer or "DARURAT TIDAK" in one.indonesian.footer
        assert "STOP" in one.english.footer or "URGENT NO" in one.english.footer


def test_a_request_to_create_one():
    """As Meta's reference has it: named parameters with examples, a footer, an address that ends in its variable."""
    (one,) = (each for each in definitions() if each.name == "kabar_1")

    request = creation_request(one, "id", "https://kabar.example/")

    body, footer, buttons = request["components"]
    assert (request["category"], request["parameter_format"], request["language"]) == ("MARKETING", "NAMED", "id")
    assert [example["param_name"] for example in body["example"]["body_text_named_params"]] == [
        "service",
        "date",
        "story_1",
    ]
    assert footer["text"] == "Balas BERHENTI untuk berhenti menerima berita."
    assert buttons["buttons"][0]["url"] == "https://kabar.example/{{1}}"
    assert len(creation_request(one, "id", None)["components"]) == 2


@given(st.text(max_size=3000), st.integers(20, 400))
def test_a_parameter_is_one_that_meta_takes(text, limit):
    """Whatever a feed has in its titles."""
    value = flatten(text, limit)

    assert 0 < len(value) <= limit
    assert not set(value) & set("\n\t\r\u202e\u2066\x00")
    assert "    " not in value


@given(
    st.lists(
        st.builds(story, st.integers(1, 9), st.text(max_size=2000), st.tuples(st.text(max_size=2000))), max_size=9
    ),
    st.text(max_size=200),
)
def test_a_filled_digest_keeps_to_the_limit(stories, service):
    """Nothing when nothing is new; else one template, however long the news."""
    use = digest_use(stories, "id", "Asia/Jakarta", service, ALL, NOON)

    assert (use is None) == (not stories)
    if use is not None:
        assert use.name == f"kabar_{min(len(stories), 3)}"
        assert len(filled(use)) <= MOST_BODY
        assert all(value.strip() and "\n" not in value for _, value in use.parameters)


def test_a_digest_reads_like_this():
    """The newest first, and how many there are."""
    use = digest_use([story(n, f"Berita {n}") for n in range(1, 6)], "id", "Asia/Jakarta", "Kabar Rawa", ALL, NOON)

    assert filled(use) == (
        "Kabar dari Kabar Rawa, Sel, 6 Okt: ada 5 berita baru untuk Anda, di antaranya:\n\n"
        "1. Berita 5. Beras dijual murah.\n\n2. Berita 4. Beras dijual murah.\n\n3. Berita 3. Beras dijual murah.\n\n"
        "Selengkapnya ada di tautan di bawah ini. Untuk membaca semuanya di sini, balas dengan kata BERITA."
    )
    assert use.button == "berita/5"


def test_urgent_news_has_its_own():
    use = urgent_use(story(title="Banjir bandang!"), "id", "Asia/Jakarta", "Kabar Rawa", NOON)

    assert use.name == "darurat"
    assert "Banjir bandang! Beras dijual murah." in filled(use)


def test_a_stopped_template_is_passed_over():
    """A smaller one serves; none at all, and the digest waits."""
    usable = {("kabar_1", "id")}

    assert digest_use([story(1), story(2)], "id", "Asia/Jakarta", "K", usable, NOON).name == "kabar_1"
    assert digest_use([story(1)], "en", "Asia/Jakarta", "K", usable, NOON) is None


VALUE = {"message_template_name": "kabar_1", "message_template_language": "id"}


@pytest.mark.parametrize(
    ("field", "more", "usable"),
    [
        pytest.param("message_template_status_update", {"event": "APPROVED"}, True, id="approved"),
        pytest.param("message_template_status_update", {"event": "PAUSED"}, False, id="paused"),
        pytest.param("message_template_status_update", {"event": "DISABLED"}, False, id="disabled"),
        pytest.param("message_template_status_update", {"event": "REINSTATED"}, True, id="reinstated"),
        pytest.param("message_template_status_update", {"event": "FLAGGED"}, True, id="only flagged"),
        pytest.param("template_category_update", {"new_category": "UTILITY"}, False, id="under another category"),
        pytest.param("template_category_update", {"correct_category": "UTILITY"}, True, id="only announced"),
        pytest.param("message_template_status_update", {"event": 7}, True, id="nonsense"),
    ],
)
def test_what_an_event_makes_of_a_template(field, more, usable):
    standing = Standing("approved", "MARKETING", NOON, NOON)
    event = read_event(field, VALUE | more, NOON + timedelta(hours=1))

    assert (standing if event is None else after(standing, event)).is_usable("MARKETING") is usable


def test_events_may_come_in_any_order():
    """The last word by Meta's own clock counts."""
    events = [
        TemplateEvent("kabar_1", "id", NOON + timedelta(hours=hour), status)
        for hour, status in enumerate(["pending", "approved", "paused"])
    ]

    for order in permutations(events):
        standing = None
        for event in order:
            standing = after(standing, event)
        assert standing.status == "paused"


def test_a_name_that_is_missing_is_no_event():
    assert read_event("message_template_status_update", {}, datetime(2026, 1, 1, tzinfo=UTC)) is None
