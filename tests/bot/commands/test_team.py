"""Roles, invitations and the log: who may do what, and who did it."""

from datetime import timedelta

import pytest

from bot.commands.conversation import COMMANDS
from bot.commands.registry import may
from bot.model import ROLES, Incoming
from bot.storage import audit, team
from tests.bot.commands.test_conversation import site, talk  # noqa: F401 - fixtures

TOKEN = "abcdefghijklmnopqrstuvwxyz012345"


@pytest.fixture
def office(talk):  # noqa: F811
    """The admins' talk, with a link as Telegram gives it and a token that the test knows."""
    from dataclasses import replace

    from bot.commands.conversation import Conversation

    talk.desk = replace(talk.desk, start_link=lambda word: f"https://t.me/bot?start={word}", new_token=lambda: TOKEN)
    talk.conversation = Conversation(talk.desk)
    return talk


async def text_of(office, line, sender="1", **more):
    """All words of an answer."""
    messages = await office.says(line, sender=sender, **more)
    return "\n".join(
        part
        for message in messages
        for part in (message.title, *message.paragraphs, *(f"{i.title} {i.detail}" for i in message.items))
    )


async def invite(office, role, sender):
    """Makes `sender` an admin by an invitation."""
    await office.says(f"/admin undang {role}", sender="1")
    return await text_of(office, f"/start undang_{TOKEN}", sender=sender)


async def test_an_invitation_makes_one_admin_and_is_used_up(office):
    """By the link; the second who tries is refused, and so is the log quiet about him."""
    shown = await text_of(office, "/admin undang editor")
    assert f"https://t.me/bot?start=undang_{TOKEN}" in shown
    assert "Anda sekarang editor." in await text_of(office, f"/start undang_{TOKEN}", sender="77")
    assert "tidak berlaku lagi" in await text_of(office, f"/start undang_{TOKEN}", sender="78")
    assert await office.desk.database.read(team.role_of, "telegram", "77") == "editor"
    assert await office.desk.database.read(team.role_of, "telegram", "78") is None
    acts = await office.desk.database.read(audit.page, 10)
    assert [(act.who, act.act) for act in acts] == [("telegram:77", "joined"), ("telegram:1", "invited")]
    assert TOKEN not in str(acts)


async def test_an_invitation_by_word_works_on_any_channel(office):
    """The web chat has no links of this kind."""
    await office.says("/admin undang peninjau", sender="1")
    incoming = Incoming("web", "s" * 32, "private", f"undang {TOKEN}", "s" * 32)
    (answer,) = await office.conversation.answer(incoming)
    assert answer.paragraphs[0].startswith("Anda sekarang peninjau.")
    assert await office.desk.database.read(team.role_of, "web", "s" * 32) == "reviewer"


async def test_an_invitation_grows_old(office):
    """After 24 hours it is worth nothing."""
    await office.says("/admin undang editor", sender="1")
    office.desk.clock.forward(hours=24)
    assert "tidak berlaku lagi" in await text_of(office, f"undang {TOKEN}", sender="77")


async def test_an_invitation_never_takes_rights_away(office):
    """Who has more keeps it."""
    await invite(office, "pemilik", "77")
    assert "Anda sekarang pemilik." in await invite(office, "peninjau", "77")


@pytest.mark.parametrize("line", ["/admin undang editor", f"undang {TOKEN}"])
async def test_no_invitation_in_a_group(office, line):
    """Everybody there could use it."""
    assert "obrolan pribadi" in await text_of(office, line, kind="group")


async def test_other_words_after_invite_are_a_search(office):
    """Nobody's question is taken for a token."""
    assert "warga" in (await text_of(office, "undang warga rapat", sender="42")).lower()


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_may_what_it_may(office, role):
    """A command above one's role does not exist; it answers like any unknown word."""
    await invite(office, role, "77")
    for command in COMMANDS:
        if command.least is None:
            continue
        office.desk.clock.forward(seconds=1)
        answer = await text_of(office, f"/{command.words[0]}", sender="77")
        assert ("tidak kami kenal" in answer) is not may(role, command.least), command


async def test_roles_are_changed_and_taken(office):
    """By the numbers that /admin shows; the next command already counts."""
    await invite(office, "peninjau", "77")
    shown = await text_of(office, "/admin")
    assert "1. telegram:77 peninjau" in shown
    assert "telegram:1 pemilik, dari berkas konfigurasi" in shown
    assert "telegram:77 sekarang editor." in await text_of(office, "admin peran 1 editor")
    assert await office.conversation.may_send_files("telegram", "77")
    assert "telegram:77 bukan admin lagi." in await text_of(office, "admin cabut 1")
    assert not await office.conversation.may_send_files("telegram", "77")
    assert "Tidak ada admin nomor 1" in await text_of(office, "admin cabut 1")


async def test_buttons_of_the_team_do_what_they_say(office):
    """Every button's word is understood by the owner who sees it."""
    await invite(office, "peninjau", "77")
    (message,) = await office.says("/admin", sender="1")
    for button in [button for row in message.buttons for button in row]:
        (answer, *_) = await office.says(button.say, sender="1")
        assert answer != message


async def test_the_log_is_paged(office):
    """Every act once, newest first, in words."""
    for _ in range(20):
        await office.says("/feed_jeda 1", sender="1")
        office.desk.clock.forward(minutes=1)
    (first,) = await office.says("/log", sender="1")
    (second,) = await office.says(first.buttons[0][0].say, sender="1")
    assert len(first.items) + len(second.items) == 20
    assert not second.buttons
    assert first.items[0].title == "Menjeda feed 1"
    assert first.items[0].detail.startswith("telegram:1 · ")


async def test_nothing_done_is_nothing_noted(office):
    """A feed that does not exist was not paused by anybody."""
    await office.says("/feed_jeda 9", sender="1")
    assert await office.desk.database.read(audit.page, 10) == []
    assert "Belum ada tindakan" in await text_of(office, "/log")


async def test_forgotten_invitations(office):
    """A new invitation sweeps the old ones out."""
    import sqlalchemy as sa

    from bot.storage.schema_desk import invitations

    await office.says("/admin undang editor", sender="1")
    office.desk.clock.forward(hours=25)
    await office.desk.database.write(team.invite, "x" * 32, "editor", "telegram:1", office.desk.clock())
    kept = await office.desk.database.read(lambda c: c.execute(sa.select(invitations.c.expires_at)).scalars().all())
    assert kept == [office.desk.clock() + timedelta(hours=24)]


async def test_the_second_of_two_reviewers_is_told_who_decided(office):
    """Both press; nothing is decided twice, and the log has one act."""
    from dataclasses import replace

    from feeds.model import Verdict
    from tests.bot.commands.test_conversation import numbered

    await office.publish(replace(numbered(1)[0], verdict=Verdict(held=True, reasons=("review",))))
    await invite(office, "peninjau", "77")
    await office.says("tinjau terima 1", sender="1")
    answer = await text_of(office, "tinjau tolak 1", sender="77")
    assert answer.strip() == "Sudah diputuskan oleh telegram:1 pada Sel, 6 Okt 2026 12.00 WIB: Menyetujui story 1."
    acts = await office.desk.database.read(audit.page, 9)
    assert [act.act for act in acts if act.act in {"approved", "rejected"}] == ["approved"]
