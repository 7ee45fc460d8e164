"""What admins read of announcements; id and en."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model import Language


@dataclass(frozen=True, slots=True)
class AnnouncingTexts:
    """One language."""

    how: str
    no_such_moment: str
    too_long: str
    ask_title: str
    to_whom: str
    when: str
    at_once: str
    needs_two: str
    second_needed: str
    planned: str
    going_out: str
    cancelled: str
    stopped: str
    not_open: str
    not_going_out: str
    open_title: str
    progress_title: str
    progress: str
    report_title: str
    stopped_title: str
    asked_title: str
    asked: str
    button_send: str
    button_cancel: str
    button_stop: str
    #: Targets by their words.
    targets: Mapping[str, str]
    #: States by their words.
    states: Mapping[str, str]


_INDONESIAN = AnnouncingTexts(
    how="Tulis pengumuman setelah perintah, misalnya: /siar Air mati di Kecamatan Rawa sampai pukul 15.00. "
    "Untuk nanti: /siar besok 07.00 Air mati. Tanggal ditulis seperti 2026-12-01 07.00.",
    no_such_moment="Waktu itu sudah lewat atau tidak ada. Tulis seperti: besok 07.00, atau 2026-12-01 07.00.",
    too_long="Pengumuman paling panjang {limit} huruf; yang ini {length}. Mohon dipersingkat.",
    ask_title="Kirim pengumuman {number}?",
    to_whom="Kepada: {target}, {count} obrolan.",
    when="Waktu: {when}.",
    at_once="sekarang",
    needs_two="Lebih dari {limit} penerima: admin kedua harus menyetujui.",
    second_needed="Persetujuan Anda tercatat. Admin lain harus menyetujui juga; mereka "
    "kami beri tahu. Mereka juga dapat mengetik /siar kirim {number}.",
    planned="Pengumuman {number} dijadwalkan pada {when}.",
    going_out="Pengumuman {number} sedang dikirim.",
    cancelled="Pengumuman {number} dibatalkan.",
    stopped="Pengumuman {number} dihentikan; {count} obrolan tidak dikirimi.",
    not_open="Tidak ada pengumuman nomor {number} yang menunggu keputusan. Ketik /siar untuk melihat daftarnya.",
    not_going_out="Pengumuman {number} tidak sedang dikirim.",
    open_title="Pengumuman",
    progress_title="Pengumuman {number} sedang dikirim",
    progress="Terkirim {sent} dari {total}. Menunggu {waiting}. Gagal {failed}.",
    report_title="Pengumuman {number} selesai dikirim",
    stopped_title="Pengumuman {number} dihentikan",
    asked_title="Pengumuman {number} menunggu persetujuan Anda",
    asked="{who} ingin mengirimkannya kepada {count} obrolan. Sebanyak itu memerlukan dua admin.",
    button_send="Kirim",
    button_cancel="Batal",
    button_stop="Hentikan",
    targets={
        "all": "semua",
        "telegram": "Telegram",
        "whatsapp": "WhatsApp",
        "web": "obrolan web",
        "private": "perorangan",
        "group": "grup",
        "broadcast": "saluran",
    },
    states={
        "draft": "menunggu keputusan",
        "asking": "menunggu persetujuan admin kedua",
        "planned": "dijadwalkan",
        "sending": "sedang dikirim",
    },
)

_ENGLISH = AnnouncingTexts(
    how="Write the announcement after the command, for example: /siar No water in Rawa until 15:00. For later: "
    "/siar tomorrow 07:00 No water. Dates are written like 2026-12-01 07:00.",
    no_such_moment="That moment has passed or does not exist. Write it like: tomorrow 07:00, or 2026-12-01 07:00.",
    too_long="An announcement has at most {limit} characters; this one has {length}. Please shorten it.",
    ask_title="Send announcement {number}?",
    to_whom="To: {target}, {count} chats.",
    when="When: {when}.",
    at_once="now",
    needs_two="More than {limit} recipients: a second admin has to agree.",
    second_needed="Your yes is noted. Another admin has to agree as well: we tell them. They may also type "
    "/siar kirim {number}.",
    planned="Announcement {number} is scheduled for {when}.",
    going_out="Announcement {number} is going out.",
    cancelled="Announcement {number} is cancelled.",
    stopped="Announcement {number} is stopped; {count} chats are not sent it.",
    not_open="No announcement {number} waits for a decision. Type /siar to see the list.",
    not_going_out="Announcement {number} is not going out.",
    open_title="Announcements",
    progress_title="Announcement {number} is going out",
    progress="Sent {sent} of {total}. Waiting {waiting}. Failed {failed}.",
    report_title="Announcement {number} has gone out",
    stopped_title="Announcement {number} is stopped",
    asked_title="Announcement {number} waits for your yes",
    asked="{who} wants to send it to {count} chats. So many need two admins.",
    button_send="Send",
    button_cancel="Cancel",
    button_stop="Stop",
    targets={
        "all": "everybody",
        "telegram": "Telegram",
        "whatsapp": "WhatsApp",
        "web": "web chat",
        "private": "persons",
        "group": "groups",
        "broadcast": "channels",
    },
    states={
        "draft": "waits for a decision",
        "asking": "waits for a second admin",
        "planned": "scheduled",
        "sending": "going out",
    },
)


def announcing_in(language: Language) -> AnnouncingTexts:
    """The sentences of a language."""
    return _ENGLISH if language == "en" else _INDONESIAN
