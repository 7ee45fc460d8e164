"""Values that can't break WhatsApp's rules, and their shapes beside Meta's own."""

from __future__ import annotations

import json

import pytest

from bot.channels.whatsapp import messages as m
from bot.channels.whatsapp.failures import answered, refusal
from bot.channels.whatsapp.graph import addressed
from bot.channels.whatsapp.numbers import chosen
from bot.people import Person

B = "isi"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: m.Text(""), id="no text"),
        pytest.param(lambda: m.Text("x" * 4097), id="long text"),
        pytest.param(lambda: m.ReplyButton("x", "x" * 21), id="long button"),
        pytest.param(lambda: m.ReplyButtons(B, ()), id="no buttons"),
        pytest.param(
            lambda: m.ReplyButtons(B, tuple(m.ReplyButton(str(n), str(n)) for n in range(4))), id="four buttons"
        ),
        pytest.param(lambda: m.ReplyButtons(B, (m.ReplyButton("a", "x"), m.ReplyButton("a", "y"))), id="one id twice"),
        pytest.param(lambda: m.ReplyButtons("x" * 1025, (m.ReplyButton("a", "x"),)), id="long body"),
        pytest.param(
            lambda: m.ListMessage(B, "x", (m.Section(tuple(m.Row(str(n), "x") for n in range(11))),)), id="eleven rows"
        ),
        pytest.param(lambda: m.Row("x", "x" * 25), id="long row"),
        pytest.param(lambda: m.LinkButton(B, "x", "javascript:1"), id="no address"),
        pytest.param(lambda: m.Parameter("a\nb"), id="line break"),
        pytest.param(lambda: m.Parameter("a\tb"), id="tab"),
        pytest.param(lambda: m.Parameter("a    b"), id="four spaces"),
        pytest.param(lambda: m.Parameter(""), id="nothing"),
        pytest.param(lambda: m.Template("Rangkuman", "id"), id="capital in a name"),
        pytest.param(lambda: m.Template("a", "id", (m.Parameter("x", "satu"), m.Parameter("y"))), id="half named"),
    ],
)
def test_what_would_be_refused_is_never_made(make):
    """Each rule is enforced before anything is sent."""
    with pytest.raises(ValueError):
        make()


def test_any_text_can_be_flattened():
    """Whatever a title holds, it fits into a template."""
    assert m.Parameter.flat("a\n\n  b\t c" + " " * 9 + "d").text == "a b c d"
    assert m.Parameter.flat("\u200b").text == "-"


ROWS = m.Section((m.Row("a", "A", "d"), m.Row("b", "B", "d")), "S")
SHAPES = {
    "Send Text Message": m.Text(B),
    "Send Reply Button": m.ReplyButtons(B, (m.ReplyButton("a", "A"), m.ReplyButton("b", "B"))),
    "Send List Message": m.ListMessage(
        B, "x", (ROWS, m.Section((m.Row("c", "C", "d"), m.Row("e", "E", "d")), "T")), m.Frame("h", "f")
    ),
    "Send Test Message": m.Template("hello_world", "en_US"),
    "Send Message Template Text": m.Template("a", "id", (m.Parameter("x"),)),
    "Send Message Template Media": m.Template("a", "id", (m.Parameter("x"),), m.HeaderImage("https://a.id/b.png")),
    "Send Message Template Interactive": m.Template(
        "a",
        "id",
        (m.Parameter("x"),),
        m.HeaderImage("https://a.id/b.png"),
        (m.QuickReply(0, "x"), m.QuickReply(1, "y")),
    ),
}


def shape(value):
    """Names and kinds; of the official parameters only those that we use."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return [
            shape(each)
            for each in value
            if not isinstance(each, dict) or each.get("type") not in {"currency", "date_time"}
        ]
    return type(value).__name__


@pytest.mark.captured
@pytest.mark.parametrize("name", SHAPES)
def test_shapes_are_those_of_the_official_examples(shared_data, name):
    """Equal in structure to Meta's own requests."""
    example = json.loads((shared_data / "whatsapp-examples.json").read_text())["requests"][name]
    form = json.dumps(SHAPES[name].fields())[1:-1].encode()
    ours = json.loads(addressed(Person(1, "1", None, "6281"), form, ""))
    assert shape(ours) == shape({"recipient_type": "individual"} | example)


CODES = {
    "slow_down": (130429, 80007, 4, 131057),
    "not_sent": (1, 2, 131000, 131016, 133004, 131056, 131049),
    "undelivered": (131026, 131021, 130472, 131030),
    "declined": (131050,),
    "no_rights": (131047, 470),
    "bad_message": (
        132000,
        132001,
        132005,
        132007,
        132008,
        132012,
        132015,
        132016,
        132018,
        132068,
        132069,
        131062,
        100,
        131008,
        131009,
        131051,
        131052,
        131053,
        135000,
        999_999,
    ),
    "channel_down": (
        190,
        0,
        3,
        10,
        200,
        299,
        33,
        368,
        131031,
        130497,
        131042,
        131044,
        131045,
        131037,
        133006,
        133010,
        133015,
        133016,
        131048,
        131063,
        131064,
    ),
}


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, codes in CODES.items() for code in codes])
def test_every_code_of_the_table(kind, code):
    """The code decides, in an answer and in a webhook alike."""
    error = {"code": code, "title": "changes every year", "error_data": {"details": "a\nb"}}
    assert refusal(error).kind == kind
    assert answered(400, json.dumps({"error": error}).encode()).kind == kind
    assert refusal(error).detail == f"{code} a b"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"<html>", "in_doubt"),
        (502, b"<html>", "in_doubt"),
        (500, b"{}", "in_doubt"),
        (429, b"", "slow_down"),
        (401, b"", "channel_down"),
    ],
)
def test_answers_without_a_code(status, body, kind):
    """What may have been sent is in doubt."""
    assert answered(status, body).kind == kind


@pytest.mark.parametrize(
    ("text", "says"),
    [("2", "b"), (" no. 2", "b"), ("2.", "b"), ("#1", "a"), ("4", "4"), ("3", "3"), ("banjir 2", "banjir 2")],
)
def test_numbers_of_the_last_list(text, says):
    """A number says what stands there; one that is not there is what it is."""
    assert chosen(text, ("a", "b", "")) == says
