"""What citizens read about a story in their hands, about links, what they missed, and about their data; id and en."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Language


@dataclass(frozen=True, slots=True)
class PersonalTexts:
    """One language."""

    # Under a story.
    more: str
    less: str
    why: str
    report: str
    story_gone: str
    no_topic: str
    why_all: str
    why_chosen: str
    why_urgent: str
    why_refused: str
    why_no_choice: str
    reported: str
    report_told: str
    report_title: str

    # A digest.
    digest_stop: str

    # Was this link ours?
    check_how: str
    check_ours: str
    check_source: str
    check_not_ours: str
    check_held: str

    # What was missed.
    missed_title: str
    missed_none: str
    missed_more: str
    button_missed: str

    # Data.
    data_sent: str
    data_none: str
    data_name: str
    forget_ask: str
    forget_yes: str
    forget_no: str
    forgotten: str
    nothing_cancelled: str

    # Too many at once.
    slower: str


_INDONESIAN = PersonalTexts(
    more="Lebih banyak",
    less="Lebih sedikit",
    why="Mengapa?",
    report="Lapor",
    story_gone="Berita itu tidak ada lagi.",
    no_topic="Topik berita ini tidak kami kenali. Anda dapat memakai kata: IKUTI air bersih, atau KECUALI karnaval.",
    why_all="Anda menerima berita ini karena Anda menerima semua berita.",
    why_chosen="Anda menerima berita ini karena cocok dengan pilihan Anda: {choices}.",
    why_urgent="Berita ini darurat, jadi dikirim seketika. Anda dapat mengubahnya di PENGATURAN.",
    why_refused="Berita ini tidak dikirim kepada Anda karena Anda mengecualikan: {choices}.",
    why_no_choice="Berita ini tidak cocok dengan pilihan Anda yang sekarang. Mungkin Anda memilih lain saat berita ini "
    "dikirim, atau menemukannya lewat pencarian.",
    reported="Terima kasih. Laporan Anda kami teruskan kepada pengelola, tanpa menyebut siapa pelapornya.",
    report_told="Seorang pembaca melaporkan bahwa berita ini keliru. Periksa sumbernya; bila perlu: /ralat {id} atau "
    "/tarik {id}.",
    report_title="Laporan pembaca",
    digest_stop="Ketik BERHENTI untuk berhenti, PENGATURAN untuk mengubah waktunya.",
    check_how="Tempel tautan berita setelah CEK, misalnya: CEK https://kabupaten.example/berita/1. Kami jawab apakah "
    "berita itu benar dari sumber resmi yang kami baca.",
    check_ours="✅ Benar. Berita ini dari {source}, terbit {when}.",
    check_source="🟡 Situsnya sumber resmi yang kami baca ({source}), tetapi berita dengan tautan ini belum kami "
    "kenal. Mungkin baru terbit, atau alamatnya berubah.",
    check_not_ours="⚠️ Awas: tautan ini bukan dari sumber resmi yang kami baca ({host}). Jangan mengisi data, OTP, atau "
    "PIN di sana, dan jangan meneruskannya sebelum yakin.",
    check_held="⚠️ Berita ini ditahan atau ditarik karena meragukan. Mohon tidak disebarkan.",
    missed_title="Yang terpenting sejak {since}",
    missed_none="Tidak ada berita yang terlewat sejak {since}.",
    missed_more="Sepekan terakhir",
    button_missed="Apa yang terlewat?",
    data_sent="Inilah semua data yang kami simpan tentang obrolan ini. Untuk menghapusnya, ketik HAPUSDATA.",
    data_none="Kami tidak menyimpan data apa pun tentang obrolan ini.",
    data_name="data-saya.json",
    forget_ask="Semua data obrolan ini akan dihapus: langganan, pilihan, pengaturan, dan percakapan. Berita tidak akan "
    "dikirim lagi. Ini tidak dapat dibatalkan. Yakin?",
    forget_yes="Ya, hapus",
    forget_no="Batal",
    forgotten="Data obrolan ini sudah dihapus. Terima kasih pernah bersama kami. Ketik MULAI bila suatu hari ingin "
    "kembali.",
    nothing_cancelled="Baik, tidak ada yang diubah.",
    slower="Terlalu cepat. Tunggu sebentar, lalu coba lagi.",
)

_ENGLISH = PersonalTexts(
    more="More like this",
    less="Less like this",
    why="Why?",
    report="Report",
    story_gone="That story is no longer there.",
    no_topic="We can't tell this story's topic. You can use words: FOLLOW clean water, or EXCEPT carnival.",
    why_all="You got this story because you get all news.",
    why_chosen="You got this story because it fits what you chose: {choices}.",
    why_urgent="This story is urgent, so it was sent at once. You can change that in SETTINGS.",
    why_refused="This story is not sent to you because you exclude: {choices}.",
    why_no_choice="This story does not fit what you have chosen now. You may have chosen otherwise when it was sent, "
    "or found it by searching.",
    reported="Thank you. We pass your report on to the editors, without saying who reported it.",
    report_told="A reader reports that this story is wrong. Check its source; if need be: /ralat {id} or /tarik {id}.",
    report_title="A reader's report",
    digest_stop="Type STOP to stop, SETTINGS to change the time.",
    check_how="Paste a link after CHECK, for example: CHECK https://kabupaten.example/berita/1. We answer whether it "
    "is from an official source that we read.",
    check_ours="✅ Genuine. This story is from {source}, published {when}.",
    check_source="🟡 The site is an official source that we read ({source}), but we do not know a story with this "
    "link. It may be new, or its address has changed.",
    check_not_ours="⚠️ Careful: this link is not from an official source that we read ({host}). Do not enter data, OTP "
    "or PIN there, and do not pass it on before you are sure.",
    check_held="⚠️ This story is held or was withdrawn because it is doubtful. Please do not share it.",
    missed_title="What mattered since {since}",
    missed_none="You have missed nothing since {since}.",
    missed_more="The last seven days",
    button_missed="What did I miss?",
    data_sent="This is everything that we hold about this chat. To erase it type FORGET.",
    data_none="We hold no data about this chat.",
    data_name="my-data.json",
    forget_ask="All data of this chat will be erased: subscription, choices, settings and conversation. No more news "
    "will be sent. This can't be undone. Are you sure?",
    forget_yes="Yes, erase",
    forget_no="Cancel",
    forgotten="The data of this chat has been erased. Thank you for having been with us. Type START if you ever want "
    "to come back.",
    nothing_cancelled="All right, nothing has changed.",
    slower="Too fast. Wait a moment, then try again.",
)


def personal_in(language: Language) -> PersonalTexts:
    """The sentences of a language."""
    return _ENGLISH if language == "en" else _INDONESIAN
