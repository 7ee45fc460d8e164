"""What the newsroom says: its pages, its buttons, and the link that leads there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model import Language


@dataclass(frozen=True, slots=True)
class NewsroomTexts:
    """One language."""

    title: str
    tagline: str
    # The link and the way in and out.
    link: str
    link_private: str
    link_nowhere: str
    enter_title: str
    enter: str
    enter_button: str
    enter_bad: str
    outside: str
    leave: str
    left: str
    signed_in: str
    # Pages, by their path.
    pages: Mapping[str, str]
    # The overview.
    lead: str
    now_held: str
    now_sick: str
    now_doubt: str
    now_queued: str
    nothing: str
    # Buttons, by act.
    acts: Mapping[str, str]
    reasons: str
    polled: str
    frozen: str
    states: Mapping[str, str]
    to_proof: str
    recall_sure: str
    older: str
    made_by: str
    announce_how: str
    # People and charts.
    people_lead: str
    active: str
    everything: str
    kinds: Mapping[str, str]
    sent_chart: str
    readers_chart: str
    day: str
    number: str
    as_table: str
    # What can't be done.
    may_not_title: str
    may_not: str
    forged: str
    done_title: str
    back: str


_INDONESIAN = NewsroomTexts(
    title="Ruang redaksi",
    tagline="Ruang redaksi bagi admin",
    link="Tautan ini membuka ruang redaksi sebagai Anda. Berlaku sekali, selama 10 menit; jangan diteruskan.",
    link_private="Tautan ke ruang redaksi hanya dikirim di obrolan pribadi, bukan di grup.",
    link_nowhere="Layanan ini berjalan tanpa halaman web, jadi ruang redaksi tidak tersedia.",
    enter_title="Masuk ke ruang redaksi",
    enter="Tekan tombol ini untuk masuk. Anda tetap masuk selama 12 jam, atau sampai keluar.",
    enter_button="Masuk",
    enter_bad="Tautan ini tidak berlaku lagi: sudah dipakai, atau lebih dari 10 menit. Mintalah yang baru dengan "
    "mengetik /ruang kepada bot.",
    outside="Halaman ini hanya bagi admin. Ketik /ruang kepada bot untuk menerima tautan masuk.",
    leave="Keluar",
    left="Anda sudah keluar.",
    signed_in="Masuk sebagai {who}, {role}.",
    pages={
        "newsroom": "Ikhtisar",
        "newsroom/ditahan": "Ditahan",
        "newsroom/feed": "Feed",
        "newsroom/berita": "Berita",
        "newsroom/pengumuman": "Pengumuman",
        "newsroom/pembaca": "Pembaca",
        "newsroom/catatan": "Catatan",
    },
    lead="Yang memerlukan tindakan sekarang.",
    now_held="Berita ditahan",
    now_sick="Feed bermasalah",
    now_doubt="Kiriman yang belum pasti sampai",
    now_queued="Menunggu dikirim",
    nothing="Tidak ada apa-apa di sini.",
    acts={
        "approve": "Terima",
        "reject": "Tolak",
        "pause": "Jeda",
        "resume": "Lanjutkan",
        "thaw": "Cairkan",
        "examine": "Periksa",
        "correct": "Kirim ralat",
        "recall": "Tarik dari semua obrolan",
        "resend": "Kirim ulang kepada yang belum menerima",
    },
    reasons="Alasan: {reasons}",
    polled="dibaca {at}",
    frozen="dibekukan sejak {at}",
    states={
        "draft": "konsep",
        "asking": "menunggu persetujuan admin kedua",
        "planned": "dijadwalkan",
        "sending": "sedang dikirim",
        "done": "selesai",
        "stopped": "dihentikan",
        "cancelled": "dibatalkan",
        "due": "dikirim",
        "quiet": "tidak dikirim",
        "held": "ditahan",
        "rejected": "ditolak",
        "recalled": "ditarik",
        "active": "berjalan",
        "paused": "dijeda",
    },
    to_proof="Bukti pengiriman",
    recall_sure="Menarik berita tidak dapat dibatalkan.",
    older="Sebelumnya",
    made_by="oleh {who}",
    announce_how="Pengumuman baru dibuat di obrolan: ketik /siar.",
    people_lead="Hanya jumlah, tidak pernah nama. Kelompok di bawah lima pelanggan tidak ditampilkan.",
    active="Pelanggan",
    everything="Menerima semua berita",
    kinds={"district": "Kecamatan", "regency": "Kabupaten dan kota", "topic": "Topik"},
    sent_chart="Kiriman per hari, 30 hari",
    readers_chart="Pelanggan, 30 hari",
    day="Tanggal",
    number="Jumlah",
    as_table="Sebagai tabel",
    may_not_title="Tidak diizinkan",
    may_not="Peran Anda tidak mencakup tindakan ini.",
    forged="Permintaan ini tidak berasal dari halaman kami, atau halamannya sudah lama. Muat ulang lalu coba lagi.",
    done_title="Hasil",
    back="Kembali",
)

_ENGLISH = NewsroomTexts(
    title="Newsroom",
    tagline="The newsroom, for admins",
    link="This link opens the newsroom as you. It works once, for 10 minutes; don't pass it on.",
    link_private="The link to the newsroom is sent in a private chat only, not in a group.",
    link_nowhere="This service runs without web pages, so there is no newsroom.",
    enter_title="Enter the newsroom",
    enter="Press this button to sign in. You stay signed in for 12 hours, or until you sign out.",
    enter_button="Sign in",
    enter_bad="This link is no longer good: it was used, or it is older than 10 minutes. Ask for a new one by typing "
    "/newsroom to the bot.",
    outside="This page is for admins. Type /newsroom to the bot to get a link.",
    leave="Sign out",
    left="You are signed out.",
    signed_in="Signed in as {who}, {role}.",
    pages={
        "newsroom": "Overview",
        "newsroom/ditahan": "Held",
        "newsroom/feed": "Feeds",
        "newsroom/berita": "Stories",
        "newsroom/pengumuman": "Announcements",
        "newsroom/pembaca": "Readers",
        "newsroom/catatan": "Log",
    },
    lead="What needs a hand now.",
    now_held="Held stories",
    now_sick="Feeds in trouble",
    now_doubt="Deliveries in doubt",
    now_queued="Waiting to be sent",
    nothing="There is nothing here.",
    acts={
        "approve": "Approve",
        "reject": "Reject",
        "pause": "Pause",
        "resume": "Resume",
        "thaw": "Thaw",
        "examine": "Examine",
        "correct": "Send the correction",
        "recall": "Withdraw from all chats",
        "resend": "Send to those who missed it",
    },
    reasons="Why: {reasons}",
    polled="read {at}",
    frozen="frozen since {at}",
    states={
        "draft": "draft",
        "asking": "waits for a second admin",
        "planned": "planned",
        "sending": "being sent",
        "done": "done",
        "stopped": "stopped",
        "cancelled": "cancelled",
        "due": "sent",
        "quiet": "not sent",
        "held": "held",
        "rejected": "rejected",
        "recalled": "withdrawn",
        "active": "runs",
        "paused": "paused",
    },
    to_proof="Proof of delivery",
    recall_sure="Withdrawing a story can't be undone.",
    older="Earlier",
    made_by="by {who}",
    announce_how="New announcements are made in the chat: type /announce.",
    people_lead="Counts only, never names. Groups below five subscribers are not shown.",
    active="Subscribers",
    everything="Get all news",
    kinds={"district": "Districts", "regency": "Regencies and cities", "topic": "Topics"},
    sent_chart="Deliveries a day, 30 days",
    readers_chart="Subscribers, 30 days",
    day="Day",
    number="Number",
    as_table="As a table",
    may_not_title="Not allowed",
    may_not="Your role does not include this.",
    forged="This request does not come from our page, or the page was old. Load it again and try once more.",
    done_title="Result",
    back="Back",
)


def newsroom_in(language: Language) -> NewsroomTexts:
    """The sentences of a language."""
    return _ENGLISH if language == "en" else _INDONESIAN
