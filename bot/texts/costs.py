"""What admins read of WhatsApp's cost and templates, and citizens of urgent news and joined chats; id and en."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model import Language


@dataclass(frozen=True, slots=True)
class CostTexts:
    """One language."""

    title: str
    off: str
    unconfirmed: str
    rates: str
    confirmed: str
    confirmed_now: str
    confirmed_before: str
    spent_day: str
    spent_month: str
    cap: str
    no_cap: str
    forecast: str
    estimate: str
    story: str
    picture: str
    #: Names of categories, in the picture too.
    categories: Mapping[str, str]
    #: What admins are told, by the code of the notice.
    notices: Mapping[str, str]
    notices_title: str

    urgent_how: str
    urgent_on: str
    urgent_off: str
    urgent_first: str

    link_title: str
    link_code: str
    linked: str
    link_here: str
    link_parted: str
    link_none: str
    link_private: str
    link_refused: Mapping[str, str]


_INDONESIAN = CostTexts(
    title="Biaya WhatsApp",
    off="WhatsApp tidak dinyalakan, jadi tidak ada biaya.",
    unconfirmed="Tarif sejak {since} belum disetujui, jadi berita tidak dikirim lewat WhatsApp dan menunggu. "
    "Bandingkan dengan tarif resmi Meta, lalu tulis /biaya setuju.",
    rates="Tarif per pesan ke {market}: berita massal {marketing}, darurat {utility}, balasan {service}.",
    confirmed="Tarif sejak {since} disetujui oleh {who} pada {at}.",
    confirmed_now="Tarif sejak {since} kini disetujui. Berita WhatsApp dikirim mulai sekarang.",
    confirmed_before="Tarif itu sudah disetujui sebelumnya.",
    spent_day="Hari ini: {spent} {cap}",
    spent_month="Bulan ini: {spent} {cap}",
    cap="dari batas {cap} ({percent}%).",
    no_cap="(tanpa batas).",
    forecast="Perkiraan sampai akhir bulan: {amount}.",
    estimate="Satu berita lagi: {now} sekarang untuk {open} dari {total} warga, dan {later} untuk rangkuman yang lain.",
    story="Berita {id}: {amount} untuk {count} pesan.",
    picture="Biaya WhatsApp tiap hari bulan ini, dalam ribuan rupiah. Jumlah: {amount}.",
    categories={"marketing": "berita massal", "utility": "darurat", "service": "balasan dan jendela terbuka"},
    notices={
        "cap_day": "Hari ini sudah terpakai {0} dari batas {1}. Di atas batas, berita menunggu rangkuman berikutnya; "
        "kabar darurat tetap dikirim.",
        "cap_month": "Bulan ini sudah terpakai {0} dari batas {1}. Di atas batas, berita menunggu rangkuman "
        "berikutnya; kabar darurat tetap dikirim.",
        "unconfirmed": "Tarif sejak {0} belum disetujui, jadi berita WhatsApp menunggu. Lihat /biaya.",
        "template": "Template {0} ({1}) berhenti dipakai: {2}. {3} Berita menunggu sampai ada template yang boleh "
        "dipakai.",
    },
    notices_title="WhatsApp",
    urgent_how="Tulis DARURAT YA untuk menerima kabar darurat kapan saja, atau DARURAT TIDAK untuk tidak menerimanya.",
    urgent_on="Baik. Kabar darurat dikirim kepada Anda kapan saja. Tulis DARURAT TIDAK untuk berhenti.",
    urgent_off="Baik. Kabar darurat tidak lagi dikirim kapan saja.",
    urgent_first="Anda belum berlangganan. Tulis MULAI lebih dulu.",
    link_title="Tautkan dua obrolan",
    link_code="Kode Anda: {code}. Dalam 10 menit, tulis TAUTKAN {code} di obrolan kami pada jaringan lain. Sesudah itu "
    "berita dikirim ke sana saja.",
    linked="Kedua obrolan tertaut. Berita dikirim ke sini saja, tidak lagi ke {other}. Tulis LEPAS untuk melepasnya, "
    "atau TAUTKAN SINI di sana untuk memilih obrolan itu.",
    link_here="Baik. Berita dikirim ke obrolan ini saja.",
    link_parted="Kedua obrolan dilepas. Masing-masing menerima berita lagi.",
    link_none="Obrolan ini tidak tertaut dengan obrolan lain.",
    link_private="Hanya obrolan pribadi yang dapat ditautkan.",
    link_refused={
        "unknown": "Kode itu tidak kami kenal. Tulis TAUTKAN di obrolan lain untuk mendapat kode.",
        "expired": "Kode itu sudah lewat 10 menit. Tulis TAUTKAN di obrolan lain untuk mendapat kode baru.",
        "used": "Kode itu sudah dipakai.",
        "same_network": "Kode itu dari jaringan yang sama. Tulis kodenya di obrolan kami pada jaringan lain.",
        "not_active": "Kedua obrolan harus berlangganan lebih dulu. Tulis MULAI di keduanya.",
        "linked": "Salah satu obrolan sudah tertaut. Tulis LEPAS lebih dulu.",
    },
)

_ENGLISH = CostTexts(
    title="WhatsApp costs",
    off="WhatsApp is switched off, so there are no costs.",
    unconfirmed="The rates since {since} are not confirmed, so news is not sent on WhatsApp and waits. Compare them "
    "with Meta's card, then write /biaya setuju.",
    rates="Rates for a message to {market}: news {marketing}, urgent {utility}, replies {service}.",
    confirmed="The rates since {since} were confirmed by {who} at {at}.",
    confirmed_now="The rates since {since} are confirmed. News goes out on WhatsApp from now on.",
    confirmed_before="Those rates were confirmed before.",
    spent_day="Today: {spent} {cap}",
    spent_month="This month: {spent} {cap}",
    cap="of a limit of {cap} ({percent}%).",
    no_cap="(no limit).",
    forecast="Forecast for the whole month: {amount}.",
    estimate="One more story: {now} at once for {open} of {total} citizens, and {later} for the digests of the others.",
    story="Story {id}: {amount} for {count} messages.",
    picture="WhatsApp costs by day this month, in thousands of rupiah. In all: {amount}.",
    categories={"marketing": "news", "utility": "urgent", "service": "replies and open windows"},
    notices={
        "cap_day": "{0} of today's limit of {1} is spent. Beyond it news waits for the next digest; urgent news still "
        "goes out.",
        "cap_month": "{0} of this month's limit of {1} is spent. Beyond it news waits for the next digest; urgent news "
        "still goes out.",
        "unconfirmed": "The rates since {0} are not confirmed, so news on WhatsApp waits. See /biaya.",
        "template": "The template {0} ({1}) is used no more: {2}. {3} News waits until a template may be used.",
    },
    notices_title="WhatsApp",
    urgent_how="Write URGENT YES to get urgent news at any time, or URGENT NO not to get it.",
    urgent_on="Very well. Urgent news is sent to you at any time. Write URGENT NO to stop it.",
    urgent_off="Very well. Urgent news is no longer sent at any time.",
    urgent_first="You are not subscribed. Write START first.",
    link_title="Join two chats",
    link_code="Your code: {code}. Within 10 minutes, write LINK {code} in our chat on another network. After that news "
    "goes there only.",
    linked="The two chats are joined. News comes here only, no longer on {other}. Write UNLINK to part them, or LINK "
    "HERE over there to choose that chat.",
    link_here="Very well. News comes to this chat only.",
    link_parted="The two chats are parted. Each gets news again.",
    link_none="This chat is not joined with another.",
    link_private="Only private chats can be joined.",
    link_refused={
        "unknown": "We don't know that code. Write LINK in the other chat to get one.",
        "expired": "That code is older than 10 minutes. Write LINK in the other chat to get a new one.",
        "used": "That code was used already.",
        "same_network": "That code is from the same network. Write it in our chat on another network.",
        "not_active": "Both chats must be subscribed first. Write START in both.",
        "linked": "One of the chats is joined already. Write UNLINK first.",
    },
)


def costs_in(language: Language) -> CostTexts:
    """The sentences of a language."""
    return _ENGLISH if language == "en" else _INDONESIAN


def rupiah(amount: int, language: Language) -> str:
    """Millionths of a rupiah as people write money: "Rp1.234.567"; less than ten rupiah with two decimals."""
    whole, rest = divmod(amount + (500_000 if amount >= 10_000_000 else 0), 1_000_000)
    text = f"Rp{whole:,}" if amount >= 10_000_000 or amount == 0 else f"Rp{whole}.{rest // 10_000:02}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))
