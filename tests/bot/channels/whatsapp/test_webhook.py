"""What Meta brings: proved, kept once, and read; whatever it says."""

from __future__ import annotations

import io
import json

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.whatsapp import events
from tests.contract.worlds import WhatsAppWorld, whatsapp
from tests.fakes.clock import NOON
from tests.fakes.graph import SECRET, VERIFY, said, sign, webhook


@pytest.fixture
async def world():
    async with whatsapp() as made:
        await made.channel.start()
        yield made


async def post(world, body, **headers):
    data = io.BytesIO(body) if isinstance(body, bytes) else body
    async with world.browser.post(world.url, data=data, headers=headers) as answer:
        return answer.status


BODY, SIGNATURE = webhook([said("halo", number=1, phone=WhatsAppWorld.PHONE)], "messages")


@pytest.mark.parametrize(
    ("body", "signature", "status"),
    [
        pytest.param(BODY, sign(BODY, "another"), 403, id="forged"),
        pytest.param(BODY + b" ", SIGNATURE, 403, id="changed"),
        pytest.param(BODY[:-5], SIGNATURE, 403, id="truncated"),
        pytest.param(BODY, "sha256=" + "é" * 64, 403, id="signed with other than ASCII"),
        pytest.param(BODY, "", 403, id="not signed"),
        pytest.param(b"{", sign(b"{"), 400, id="no JSON"),
        pytest.param(b"[" * 100_000, sign(b"[" * 100_000), 400, id="too deep"),
        pytest.param(b" " * 5_000_000, sign(b" " * 5_000_000), 413, id="five megabytes"),
    ],
)
async def test_what_is_refused(world, body, signature, status, caplog):
    """The right status, nothing kept, no traceback."""
    assert await post(world, body, **{"X-Hub-Signature-256": signature}) == status
    assert world.channel._inbox.rows == {}
    assert "Traceback" not in caplog.text


async def test_five_megabytes_of_unknown_length(world):
    """What does not promise its length is counted."""

    async def pieces():
        for _ in range(5):
            yield b" " * 1_000_000

    with pytest.raises((aiohttp.ClientError, AssertionError)):
        assert await post(world, pieces(), **{"X-Hub-Signature-256": SIGNATURE}) != 413
    assert world.channel._inbox.rows == {}


async def test_the_challenge(world):
    """Only who knows the token is answered."""
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}
    async with world.browser.get(world.url, params=asked) as answer:
        assert (answer.status, await answer.text()) == (200, "1158201444")
    async with world.browser.get(world.url, params=asked | {"hub.verify_token": "é"}) as answer:
        assert answer.status == 403


async def test_a_batch_brought_twice_is_answered_once(world):
    """Meta repeats for seven days."""
    for _ in range(3):
        assert await post(world, BODY, **{"X-Hub-Signature-256": SIGNATURE}) == 200
    assert await world.reads() == "halo"
    assert len(world.channel._inbox.rows) == 1


async def test_storage_that_fails(world):
    """Meta is asked to bring it again."""
    world.channel._inbox.broken = True
    assert await post(world, BODY, **{"X-Hub-Signature-256": SIGNATURE}) == 500
    world.channel._inbox.broken = False
    assert await post(world, BODY, **{"X-Hub-Signature-256": SIGNATURE}) == 200


async def test_every_item_of_a_batch(world):
    """Entries times changes times items, statuses among them."""
    statuses = [
        {"id": f"wamid.{n}", "status": "delivered", "timestamp": "1", "biz_opaque_callback_data": str(n)}
        for n in range(5)
    ]
    one = json.loads(webhook(statuses)[0])
    two = json.loads(webhook([said(f"kata {n}", number=n, phone=WhatsAppWorld.PHONE) for n in range(4)], "messages")[0])
    one["entry"] += two["entry"] * 2
    body = json.dumps(one).encode()
    assert await post(world, body, **{"X-Hub-Signature-256": sign(body, SECRET)}) == 200
    assert [await world.reads() for _ in range(4)] == [f"kata {n}" for n in range(4)]
    assert [receipt.tracker for receipt in world.ear.receipts] == list("01234")


async def test_platform_stop_and_number_of_a_list(world):
    """What a person told WhatsApp counts as told to us."""
    body, signature = webhook(
        [{"wa_id": WhatsAppWorld.PHONE, "category": "marketing_messages", "value": "stop", "timestamp": "1"}],
        "user_preferences",
    )
    assert await post(world, body, **{"X-Hub-Signature-256": signature}) == 200
    event = await world.ear.next_event()
    assert (event.what, event.address) == ("stopped", world.address)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "entry",
                    "changes",
                    "value",
                    "messages",
                    "statuses",
                    "contacts",
                    "id",
                    "type",
                    "text",
                    "from",
                    "errors",
                    "metadata",
                    "status",
                    "timestamp",
                    "system",
                    "user_id_update",
                    "user_preferences",
                    "interactive",
                    "x",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=30,
)


@given(ANYTHING, ANYTHING)
def test_nothing_in_a_document_is_a_fault(document, item):
    """Whatever it holds, it is cut and read without an exception."""
    for shaped in (
        document,
        {"entry": [{"changes": [{"value": {"messages": [item], "statuses": [item], "user_id_update": [item]}}]}]},
    ):
        for event in events.split(shaped, "1"):
            assert event.payload.isascii()
            assert event.key.isascii()
            events.read_message(event.payload, NOON)
            events.read_receipt(event.payload, NOON)
            events.read_recipient(event.payload)
            events.read_identity(event.payload)
            events.read_preference(event.payload)


#: What each official example says to us: words, "" for what has none, None for nothing.
SAYS = {
    "Text Message": "Does it come in another color?",
    "Text Message with Context (Product Inquiry)": "Is this still available?",
    "Text Message from Click to WhatsApp Ad": "Hello! Can I get more info on this?",
    "Reaction Message": None,
    "Image Message": "Taj Mahal",
    "Location Message": "",
    "Contact Sharing Message": "",
    "Unsupported Message": "",
    "Button Message": "Unsubscribe",
    "Interactive List Reply Message": "priority_express",
    "Interactive Button Reply Message": "cancel-button",
    "Order Message": "",
    "System Message": "renamed",
    "Group Create Message": "other",
    "Group Settings Update": "other",
    "Group Remove Participants": "other",
}


@pytest.mark.captured
def test_the_official_examples(shared_data):
    """All sixteen are understood."""
    examples = json.loads((shared_data / "whatsapp-examples.json").read_text())["webhooks"]
    found = {}
    for name, document in examples.items():
        number = document["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"]
        (event,) = events.split(document, number)
        said_ = events.read_message(event.payload, NOON)
        found[name] = (
            "other"
            if event.kind == "other"
            else None
            if said_ is None
            else "renamed"
            if isinstance(said_, events.Renamed)
            else said_.text
        )
    assert found == SAYS
