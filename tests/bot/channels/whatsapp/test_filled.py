"""Filled templates in the form of WhatsApp's API, from the very definitions that Meta approves."""

import json

import pytest

from bot.channels.whatsapp.filled import template_of
from bot.channels.whatsapp.markup import encode
from bot.model import Message
from bot.templates.filling import DIGESTS, all_named, digest_use, urgent_use
from tests.bot.templates.test_templates import story
from tests.fakes.clock import NOON

HARD = "Air\tbersih\n\n kembali     mengalir \u202e" + "kata " * 400


def uses():
    """Every digest and the urgent one, in both languages."""
    told = [story(number, HARD) for number in range(1, 5)]
    for language in ("id", "en"):
        yield urgent_use(told[0], language, "Asia/Jakarta", "Kabar Rawa", NOON)
        for count in (1, 2, 3):
            yield digest_use(told[:count], language, "Asia/Jakarta", "Kabar Rawa", all_named(), NOON)


@pytest.mark.parametrize("use", list(uses()), ids=lambda use: f"{use.name}-{use.language}")
def test_a_filled_template_is_within_the_rules(use):
    """The value objects refuse what Meta would; parameters by name, the story's page behind the button."""
    encoded = encode(Message(title="x", template=use), template_of(Message(template=use)))
    sent = json.loads(b"{" + encoded.template + b"}")["template"]
    body, button = sent["components"]

    assert (sent["name"], sent["language"]["code"]) == (use.name, use.language)
    assert [(one["parameter_name"], one["text"]) for one in body["parameters"]] == list(use.parameters)
    assert button["parameters"][0]["text"] == use.button


def test_every_digest_is_tried():
    """A new template has to be filled above."""
    assert {use.name for use in uses()} == {*DIGESTS, "darurat"}


def test_a_message_without_one_has_none():
    """Answers never leave the 24 hours."""
    assert template_of(Message(title="x")) is None
