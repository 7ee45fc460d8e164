"""Files in the web chat: pictures inline, documents saved, nothing runs, nobody else's."""

import json

import pytest

from bot.channels.webchat.encode import attached, encode, encode_edited, lean
from bot.model import Attachment, Message
from tests.fakes.png import PNG

PICTURE = Attachment("statistik.png", "image/png", PNG, "Grafik pelanggan")


def message(attachment):
    """A message with a file."""
    return Message(title="Statistik", attachment=attachment)


async def test_a_picture_is_fetched_by_its_own_address(site):
    """The stream carries an address instead of the content; the address gives the picture."""
    session = await site.visit()
    await site.chat.send(session, site.chat.encode(message(PICTURE)))
    page = await site.open()
    (event,) = [event for event in await page.until("ready") if event.id]
    drawn = json.loads(event.data)["attachment"]
    assert drawn == {
        "name": "statistik.png",
        "media_type": "image/png",
        "picture": True,
        "description": "Grafik pelanggan",
        "at": f"chat/attachments/{event.id}",
    }
    response = await site.get(f"/{drawn['at']}")
    assert response.status == 200
    assert await response.read() == PICTURE.content
    assert response.headers["content-type"] == "image/png"
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("media_type", "served"),
    [("text/csv", "text/csv"), ("text/html", "application/octet-stream"), ("bad\r\ntype", "application/octet-stream")],
)
async def test_a_document_is_saved_not_shown(site, media_type, served):
    """Whatever it is, a browser does not open it as a page of ours."""
    session = await site.visit()
    evil = Attachment('a"\r\nb.html', media_type, b"<script>alert(1)</script>")
    outcome = await site.chat.send(session, site.chat.encode(message(evil)))
    response = await site.get(f"/chat/attachments/{outcome.message_id}")
    assert response.headers["content-disposition"].startswith("attachment; filename*=UTF-8''a%22")
    assert response.headers["content-type"].partition(";")[0] == served
    assert await response.read() == evil.content


async def test_a_file_is_given_to_its_own_session_alone(site):
    """Another browser, a wrong number and a message without a file give the same answer."""
    session = await site.visit()
    outcome = await site.chat.send(session, site.chat.encode(message(PICTURE)))
    plain = await site.chat.send(session, site.chat.encode(Message(title="Halo")))
    for at in (plain.message_id, "99999", "0", "x", "1" * 19):
        assert (await site.get(f"/chat/attachments/{at}")).status == 404
    await site.visit("zyxwvutsrqponmlkjihgfedcba543210")
    assert (await site.get(f"/chat/attachments/{outcome.message_id}")).status == 404
    site.browser.cookie_jar.clear()
    assert (await site.get(f"/chat/attachments/{outcome.message_id}")).status == 404


async def test_a_broken_database_is_said(site):
    """Not a traceback."""
    await site.visit()
    site.log.broken = True
    assert (await site.get("/chat/attachments/1")).status == 503


async def test_a_changed_message_carries_its_file(site):
    """The event of the change has its own address."""
    session = await site.visit()
    first = await site.chat.send(session, site.chat.encode(Message(title="Halo")))
    await site.chat.edit(session, first.message_id, site.chat.encode(message(PICTURE)))
    page = await site.open()
    events = [event for event in await page.until("ready") if event.id]
    drawn = json.loads(events[-1].data)["message"]["attachment"]
    assert await (await site.get(f"/{drawn['at']}")).read() == PICTURE.content


@pytest.mark.parametrize("payload", ['{"kind":"said","text":"\\"attachment\\":{"}', '{"kind":"message"}'])
def test_payloads_without_a_file_stay_as_they_are(payload):
    """A visitor's own words can't name a file."""
    assert json.loads(lean(payload, 7)) == json.loads(payload)
    assert attached(payload) is None


def test_content_never_goes_through_the_stream():
    """Neither of a message nor of a change."""
    payload = encode(message(PICTURE))
    for kept in (payload, encode_edited(payload, "3")):
        assert "content" not in lean(kept, 7)
        assert attached(kept).content == PICTURE.content
