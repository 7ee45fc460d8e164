"""What admins read of their desk: roles, held stories that others decided, the log; id and en."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model import Language, Role


@dataclass(frozen=True, slots=True)
class DeskTexts:
    """One language."""

    # Who the admins are.
    roles: Mapping[Role, str]
    team_title: str
    team_how: str
    team_configured: str
    button_invite: str
    button_remove: str
    invited_title: str
    invited: str
    invited_or: str
    accepted: str
    accept_no: str
    accept_private: str
    role_changed: str
    member_removed: str
    member_unknown: str

    # Held stories.
    decided: str
    button_next: str
    button_skip: str
    button_freeze: str
    button_thaw: str
    position: str
    frozen_now: str
    frozen_already: str

    # The log.
    log_title: str
    log_none: str
    button_older: str
    #: What was done, by the word in the log; `{target}` and `{detail}` are filled.
    acts: Mapping[str, str]


_INDONESIAN = DeskTexts(
    roles={"reviewer": "peninjau", "editor": "editor", "owner": "pemilik"},
    team_title="Admin",
    team_how="Peninjau memutuskan berita yang ditahan. Editor juga mengelola feed, meralat, menarik dan mengumumkan. "
    "Pemilik dapat melakukan semuanya. Untuk mengundang, ketik: /admin undang editor.",
    team_configured="pemilik, dari berkas konfigurasi",
    button_invite="Undang {role}",
    button_remove="Cabut {id}",
    invited_title="Undangan",
    invited="Teruskan undangan ini hanya kepada orang yang akan menjadi {role}. Undangan berlaku 24 jam, untuk satu "
    "orang.",
    invited_or="Atau minta orang itu mengetik kata ini di obrolan pribadi dengan kami:",
    accepted="Anda sekarang {role}. Ketik /bantuan untuk melihat perintah Anda.",
    accept_no="Undangan ini tidak berlaku lagi: sudah dipakai, atau lebih dari 24 jam. Mintalah yang baru.",
    accept_private="Undangan hanya dapat dibuat dan dipakai di obrolan pribadi, bukan di grup.",
    role_changed="{who} sekarang {role}.",
    member_removed="{who} bukan admin lagi.",
    member_unknown="Tidak ada admin nomor {id}. Ketik /admin untuk melihat nomornya.",
    decided="Sudah diputuskan oleh {who} pada {at}: {done}.",
    button_next="Berikutnya",
    button_skip="Lewati",
    button_freeze="Bekukan sumbernya",
    button_thaw="Cairkan sumbernya",
    position="{place} dari {total}",
    frozen_now="Sumber dibekukan: {name}. Semua berita barunya ditahan sampai Anda mencairkannya.",
    frozen_already="Sumber itu sudah dibekukan: {name}.",
    log_title="Catatan tindakan admin",
    log_none="Belum ada tindakan yang tercatat.",
    button_older="Sebelumnya",
    acts={
        "invited": "Mengundang admin: {detail}",
        "joined": "Menjadi admin",
        "role_changed": "Mengubah peran {target}: {detail}",
        "member_removed": "Mencabut hak admin {target}",
        "feed_added": "Menambah {target}: {detail}",
        "feed_paused": "Menjeda {target}: {detail}",
        "feed_resumed": "Melanjutkan {target}: {detail}",
        "feed_removed": "Menghapus {target}: {detail}",
        "feed_renamed": "Mengganti nama {target}: {detail}",
        "feed_restored": "Memulihkan {target}: {detail}",
        "feed_frozen": "Membekukan {target}",
        "feed_thawed": "Mencairkan {target}",
        "approved": "Menyetujui {target}: {detail}",
        "rejected": "Menolak {target}: {detail}",
        "corrected": "Meralat {target}: {detail}",
        "recalled": "Menarik {target}",
        "resent": "Mengirim ulang {target}",
        "announcement_drafted": "Menyusun {target}: {detail}",
        "announcement_agreed": "Menyetujui {target}",
        "announcement_sent": "Menyiarkan {target}: {detail}",
        "announcement_cancelled": "Membatalkan {target}",
        "announcement_stopped": "Menghentikan {target}: {detail}",
        "link_made": "Meminta tautan masuk ruang redaksi",
        "signed_in": "Masuk ke ruang redaksi",
        "signed_out": "Keluar dari ruang redaksi",
    },
)

_ENGLISH = DeskTexts(
    roles={"reviewer": "reviewer", "editor": "editor", "owner": "owner"},
    team_title="Admins",
    team_how="Reviewers decide about held stories. Editors also run feeds, correct, withdraw and announce. Owners may "
    "do everything. To invite somebody, type: /admin invite editor.",
    team_configured="owner, from the configuration file",
    button_invite="Invite {role}",
    button_remove="Remove {id}",
    invited_title="Invitation",
    invited="Pass this invitation only to the person who is to be {role}. It is good for 24 hours and for one person.",
    invited_or="Or ask that person to type this in a private chat with us:",
    accepted="You are {role} now. Type /help to see your commands.",
    accept_no="This invitation is no longer good: it was used, or it is older than 24 hours. Ask for a new one.",
    accept_private="Invitations are made and used in a private chat only, not in a group.",
    role_changed="{who} is {role} now.",
    member_removed="{who} is no admin any more.",
    member_unknown="There is no admin {id}. Type /admin to see the numbers.",
    decided="Already decided by {who} at {at}: {done}.",
    button_next="Next",
    button_skip="Skip",
    button_freeze="Freeze its feed",
    button_thaw="Thaw its feed",
    position="{place} of {total}",
    frozen_now="Feed frozen: {name}. Everything new from it is held until you thaw it.",
    frozen_already="That feed is frozen already: {name}.",
    log_title="What admins did",
    log_none="Nothing has been done yet.",
    button_older="Earlier",
    acts={
        "invited": "Invited an admin: {detail}",
        "joined": "Became an admin",
        "role_changed": "Changed the role of {target}: {detail}",
        "member_removed": "Removed the admin {target}",
        "feed_added": "Added {target}: {detail}",
        "feed_paused": "Paused {target}: {detail}",
        "feed_resumed": "Resumed {target}: {detail}",
        "feed_removed": "Removed {target}: {detail}",
        "feed_renamed": "Renamed {target}: {detail}",
        "feed_restored": "Restored {target}: {detail}",
        "feed_frozen": "Froze {target}",
        "feed_thawed": "Thawed {target}",
        "approved": "Approved {target}: {detail}",
        "rejected": "Rejected {target}: {detail}",
        "corrected": "Corrected {target}: {detail}",
        "recalled": "Withdrew {target}",
        "resent": "Sent {target} again",
        "announcement_drafted": "Drafted {target}: {detail}",
        "announcement_agreed": "Agreed to {target}",
        "announcement_sent": "Announced {target}: {detail}",
        "announcement_cancelled": "Cancelled {target}",
        "announcement_stopped": "Stopped {target}: {detail}",
        "link_made": "Asked for a newsroom link",
        "signed_in": "Signed in to the newsroom",
        "signed_out": "Signed out of the newsroom",
    },
)

#: What roles are called, in either language.
_NAMED: Mapping[str, Role] = {
    "peninjau": "reviewer",
    "reviewer": "reviewer",
    "editor": "editor",
    "penyunting": "editor",
    "pemilik": "owner",
    "owner": "owner",
}


def desk_in(language: Language) -> DeskTexts:
    """The sentences of a language."""
    return _ENGLISH if language == "en" else _INDONESIAN


def role_named(word: str) -> Role | None:
    """The role that a word, in small letters, names in either language."""
    return _NAMED.get(word)


def act_in_words(act: str, target: str, detail: str, texts: DeskTexts) -> str:
    """An act of the log as a sentence; one that has none is shown as it is rather than hidden."""
    sentence = texts.acts.get(act, f"{act} {{target}} {{detail}}")
    return sentence.format(target=target, detail=detail).strip(" :")
