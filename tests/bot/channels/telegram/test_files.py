"""Files with messages: sent in one request, taken only from those who may send them."""

from __future__ import annotations

import pytest

from bot.channels.telegram.conversation import FILE_LIMIT
from bot.channels.telegram.failures import DETAIL_LIMIT
from bot.channels.telegram.markup import CAPTION_LIMIT
from bot.model import Attachment, Button, Failed, Message, Sent, Unchangeable
from tests.fakes.png import PNG

PICTURE = PNG
HOSTILE = '<b>&"\r\n--x\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n666\u202e\u200b😀'


def with_picture(title="Statistik", **more):
    """A message with a picture."""
    return Message(title=title, attachment=Attachment("statistik.png", "image/png", PICTURE), **more)


async def test_a_picture_is_shown_with_its_words_and_buttons(api, channel):
    """The text stands beside it, marked up; buttons work."""
    budi = api.person()
    message = with_picture(paragraphs=("Sepekan < terakhir",), buttons=((Button("Rinci", say="statistik 3"),),))
    outcome = await channel.send(str(budi.id), channel.encode(message))
    (sent,) = api.sent_to(budi.id)
    assert outcome == Sent(str(sent.message_id))
    assert sent.file == ("photo", "statistik.png", "image/png", PICTURE)
    assert sent.text == "Statistik\n\nSepekan < terakhir"
    assert sent.button("Rinci")["callback_data"] == "statistik 3"


async def test_another_file_is_a_document_also_in_a_topic(api, channel):
    """Everything that is no PNG is a document, by its name."""
    group = api.group(topics={7: "open"})
    message = Message(attachment=Attachment("feed.opml", "text/x-opml", b"<opml/>"))
    assert isinstance(await channel.send(f"{group.id}:7", channel.encode(message)), Sent)
    (sent,) = api.sent_to(group.id)
    assert (sent.file, sent.topic) == (("document", "feed.opml", "text/x-opml", b"<opml/>"), 7)


@pytest.mark.parametrize("text", [HOSTILE, "kata " * 3000, "😀" * 4096, "&" * 4000, ""])
async def test_whatever_the_words_the_file_arrives(api, channel, text):
    """Words can't end the part that they stand in, and are cut where Telegram would refuse them."""
    budi = api.person()
    message = Message(
        title=text, paragraphs=(text,), footer=text, attachment=Attachment(f'{text}".png', "image/png", PICTURE)
    )
    assert isinstance(await channel.send(str(budi.id), channel.encode(message)), Sent)
    (sent,) = api.sent_to(budi.id)
    assert len(sent.text) <= CAPTION_LIMIT
    assert sent.file[3] == PICTURE


@pytest.mark.parametrize(
    ("status", "description", "kind"),
    [
        pytest.param(403, "Forbidden: bot was blocked by the user", "gone", id="blocked"),
        pytest.param(429, "Too Many Requests: retry after 3", "slow_down", id="too fast"),
        pytest.param(400, "Bad Request: PHOTO_INVALID_DIMENSIONS", "bad_message", id="no picture"),
        pytest.param(502, "Bad Gateway", "in_doubt", id="server fault"),
    ],
)
async def test_a_refusal_means_what_it_means_for_other_sends(api, channel, status, description, kind):
    """Files fail as messages do."""
    budi = api.person()
    api.fail_next(budi.id, status, description, {"retry_after": 3} if status == 429 else None, method="sendPhoto")
    outcome = await channel.send(str(budi.id), channel.encode(with_picture()))
    assert isinstance(outcome, Failed)
    assert outcome.kind == kind
    assert len(outcome.detail) <= DETAIL_LIMIT


@pytest.mark.parametrize("content", [b"", bytes(10_000_001)], ids=["empty", "too large"])
async def test_a_file_that_telegram_refuses_is_not_sent(api, channel, content):
    """It is our fault, found before any byte leaves."""
    budi = api.person()
    message = Message(attachment=Attachment("a.png", "image/png", content))
    outcome = await channel.send(str(budi.id), channel.encode(message))
    assert isinstance(outcome, Failed)
    assert outcome.kind == "bad_message"
    assert not api.called("sendPhoto")


async def test_text_and_pictures_do_not_take_one_anothers_place(api, channel):
    """Neither can be edited into the other."""
    budi = api.person()
    place = str(budi.id)
    text = await channel.send(place, channel.encode(Message(title="Halo")))
    picture = await channel.send(place, channel.encode(with_picture()))
    assert isinstance(await channel.edit(place, text.message_id, channel.encode(with_picture())), Unchangeable)
    assert isinstance(await channel.edit(place, picture.message_id, channel.encode(Message(title="Ya"))), Unchangeable)


# --- what people send -------------------------------------------------------------------------------------------


async def test_a_document_of_an_admin_is_fetched(api, running, ear):
    """With its caption as what was said."""
    sari = api.person("Sari")

    async def only_sari(sender):
        return sender == str(sari.id)

    async with running(takes_files=only_sari):
        sari.sends("feed.opml", b"<opml/>", caption="opml")
        said = await ear.next_said()
        assert (said.text, said.attachment) == ("opml", Attachment("feed.opml", "text/x-opml", b"<opml/>"))
        sari.sends("besar.opml", b"x" * (FILE_LIMIT + 1))
        said = await ear.next_said()
        assert (said.text, said.attachment.content) == ("", b"")
        api.fail_next(None, 400, "Bad Request: wrong file_id", method="getFile")
        sari.sends("hilang.opml", b"<opml/>")
        assert (await ear.next_said()).attachment.content == b""


@pytest.mark.parametrize("path", ["../../etc/passwd", "http://jahat.example/x", "a\r\nHost: jahat.example", ""])
async def test_only_a_path_of_our_own_server_is_asked_for(api, running, ear, path):
    """What the server names as the file's place can't lead elsewhere."""
    sari = api.person("Sari")

    async def everybody(_sender):
        return True

    async with running(takes_files=everybody):
        body = '{"ok":true,"result":{"file_id":"1","file_unique_id":"1","file_path":%s}}'
        import json

        api.answer_next(None, 200, (body % json.dumps(path)).encode(), method="getFile")
        sari.sends("feed.opml", b"<opml/>")
        assert (await ear.next_said()).attachment.content == b""


@pytest.mark.parametrize("takes", [None, False], ids=["nobody's", "not his"])
async def test_other_documents_are_not_touched(api, running, ear, takes):
    """Of a citizen, or in a group, nothing is fetched and nothing is answered."""
    budi, group = api.person(), api.group()

    async def nobody(_sender):
        return bool(takes)

    async with running(takes_files=None if takes is None else nobody):
        budi.sends("virus.exe", b"MZ")
        budi.sends("feed.opml", b"<opml/>", place=group)
        budi.says("halo")
        assert (await ear.next_said()).text == "halo"
        assert not api.called("getFile")
