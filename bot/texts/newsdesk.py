"""What readers are told of corrections, recalls and digests, and admins of what was delivered; id and en."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model import Language


@dataclass(frozen=True, slots=True)
class NewsdeskTexts:
    """One language."""

    # What citizens read.
    corrected_title: str
    corrected: str
    recalled_title: str
    recalled_here: str
    recalled_there: str
    digest_title: str
    digest_more: str

    # Admins.
    which_story: str
    no_story: str
    not_ours: str
    corrected_now: str
    never_corrected: str
    recalled: str
    resent: str
    resent_none: str
    too_old: str
    not_out: str
    proof_title: str
    proof_intended: str
    proof_sent: str
    proof_delay: str
    proof_open: str
    proof_failed: str
    proof_digest: str
    proof_corrections: str
    proof_recalls: str
    why_how: str
    #: Sentences by the codes of `bot.reason`.
    why: Mapping[str, str]
    #: Short names of what a failed delivery failed of, by the first word of its error.
    failures: Mapping[str, str]
    #: A span of time: seconds, minutes, hours.
    spans: tuple[str, str, str]


_INDONESIAN = NewsdeskTexts(
    corrected_title="Ralat: {title}",
    corrected="Berita ini telah diralat oleh sumbernya.",
    recalled_title="Berita ditarik",
    recalled_here="Berita yang tadinya ada di sini telah ditarik. Mohon tidak disebarkan lagi.",
    recalled_there="Berita “{title}” telah ditarik. Mohon tidak disebarkan lagi.",
    digest_title="Rangkuman hari ini",
    digest_more="Masih ada {count} berita lain. Ketik BERITA untuk membacanya.",
    which_story="Tulis nomor berita setelah perintah, misalnya: {command} 12.",
    no_story="Tidak ada berita nomor {id}.",
    not_ours="Berita {id} bukan pengumuman Anda; isinya diralat oleh sumbernya.",
    corrected_now="Ralat berita {id} dikirim sekarang ke {count} obrolan.",
    never_corrected="Tidak ada ralat yang perlu dikirim untuk berita {id}.",
    recalled="Ditarik: {title}. Berita itu tidak dapat dicari dan tidak dikirim lagi.",
    resent="Berita {id} dikirim lagi ke {count} obrolan yang belum menerimanya.",
    resent_none="Tidak ada obrolan yang perlu dikirimi lagi berita {id}.",
    too_old="Berita {id} sudah terlalu lama untuk dikirim.",
    not_out="Berita {id} tidak sedang disiarkan.",
    proof_title="Penyampaian berita {id}: {title}",
    proof_intended="Ditujukan kepada {count} obrolan.",
    proof_sent="Terkirim: {sent}. Sampai: {delivered}. Dibaca: {read}.",
    proof_delay="Selang sejak berita siap: separuhnya dalam {median}, 95% dalam {p95}.",
    proof_open="Menunggu: {queued}. Sedang dikirim: {sending}. Belum pasti: {in_doubt}. Kedaluwarsa: {expired}.",
    proof_failed="Gagal: {reasons}.",
    proof_digest="Dalam rangkuman: {digested}. Menunggu rangkuman: {digest}.",
    proof_corrections="Ralat: {done} disunting, {queued} menunggu, {unreachable} tidak terjangkau.",
    proof_recalls="Penarikan: {deleted} dihapus, {edited} disunting, {told} diberi tahu, {queued} menunggu, "
    "{unreachable} tidak terjangkau.",
    why_how="Tulis nomor berita dan nomor obrolan, misalnya: /mengapa 12 123456789.",
    why={
        "no_story": "Tidak ada berita nomor {story}.",
        "no_chat": "Obrolan itu tidak kami kenal.",
        "sent": "Berita terkirim ke obrolan ini pada {at}, {delay} setelah siap, pada percobaan ke-{attempts}.",
        "digested": "Judul berita ini dikirim dalam rangkuman pada {at}, karena batas berita sehari sudah tercapai.",
        "digest": "Berita menunggu rangkuman berikutnya, karena batas berita sehari sudah tercapai.",
        "queued": "Berita menunggu giliran untuk dikirim ke obrolan ini.",
        "retrying": "Berita belum terkirim dan dicoba lagi setelah {next_at}, karena {failure}.",
        "sending": "Berita sedang dikirim ke obrolan ini.",
        "in_doubt": "Berita dua kali dikirim tanpa kepastian; mungkin sudah sampai, jadi tidak dikirim lagi.",
        "failed": "Berita tidak terkirim pada {at}, karena {failure}.",
        "rejected": "Berita tidak terkirim pada {at}, karena jaringan menolak bentuk pesannya.",
        "too_old": "Berita tidak dikirim, karena pada {at} sudah terlalu lama untuk dikirim.",
        "left": "Berita tidak dikirim, karena obrolan ini berhenti menerima pesan sebelum gilirannya.",
        "recalled_before": "Berita tidak dikirim, karena ditarik sebelum gilirannya.",
        "not_meant": "Pengumuman ini tidak ditujukan kepada obrolan ini.",
        "halted": "Pengumuman tidak dikirim, karena dihentikan admin sebelum gilirannya.",
        "held": "Berita tidak dikirim, karena masih ditahan untuk ditinjau admin.",
        "not_approved": "Berita tidak dikirim, karena ditolak admin.",
        "recalled": "Berita tidak dikirim, karena ditarik admin.",
        "baseline": "Berita tidak dikirim kepada siapa pun, karena sudah lama atau sudah ada sebelum sumbernya "
        "ditambahkan.",
        "later": "Berita tidak dikirim, karena obrolan ini baru berlangganan pada {at}, setelah beritanya siap.",
        "never": "Berita tidak dikirim, karena obrolan ini belum pernah berlangganan.",
        "stopped": "Berita tidak dikirim, karena pemilik obrolan ini berhenti berlangganan.",
        "blocked": "Berita tidak dikirim, karena layanan ini diblokir atau dikeluarkan dari obrolan ini.",
        "silent": "Berita tidak dikirim di sini, karena pemilik obrolan ini membacanya di jaringan lain.",
        "paused": "Berita tidak dikirim, karena layanan ini tidak berhak menulis di obrolan ini.",
        "folded": "Berita ini sudah lama; penyampaiannya per obrolan tidak disimpan lagi, hanya jumlahnya.",
        "missed": "Berita seharusnya dikirim ke obrolan ini, tetapi belum tercatat; /kirim_ulang {story} mengirimnya.",
    },
    failures={
        "gone": "layanan ini diblokir atau obrolannya sudah tidak ada",
        "no_rights": "layanan ini tidak berhak menulis di sana",
        "bad_message": "jaringan menolak bentuk pesannya",
        "slow_down": "jaringan meminta kami lebih pelan",
        "not_sent": "sambungan ke jaringan gagal",
        "in_doubt": "jawaban jaringan tidak pasti",
        "channel_down": "jaringan menolak layanan ini",
        "undelivered": "orangnya tidak dapat dijangkau di jaringan itu",
        "declined": "orangnya menolak berita kami lewat jaringan itu",
        "digest": "rangkumannya tidak dapat dikirim",
        "stopped": "layanan berhenti saat mengirim",
    },
    spans=("{count} detik", "{count} menit", "{count} jam"),
)

_ENGLISH = NewsdeskTexts(
    corrected_title="Correction: {title}",
    corrected="The source has corrected this story (Ralat).",
    recalled_title="Story withdrawn",
    recalled_here="The story that was here has been withdrawn. Please don't pass it on.",
    recalled_there="The story “{title}” has been withdrawn. Please don't pass it on.",
    digest_title="Today in short",
    digest_more="There are {count} more stories. Type LATEST to read them.",
    which_story="Write the story's number after the command, for example: {command} 12.",
    no_story="There is no story {id}.",
    not_ours="Story {id} is no announcement of yours; its source corrects it.",
    corrected_now="The correction of story {id} goes out now to {count} chats.",
    never_corrected="There is no correction of story {id} to be sent.",
    recalled="Withdrawn: {title}. It can't be found and is not sent any more.",
    resent="Story {id} is sent again to {count} chats that missed it.",
    resent_none="No chat missed story {id}.",
    too_old="Story {id} is too old to be sent.",
    not_out="Story {id} is not being sent to anybody.",
    proof_title="Delivery of story {id}: {title}",
    proof_intended="Meant for {count} chats.",
    proof_sent="Sent: {sent}. Delivered: {delivered}. Read: {read}.",
    proof_delay="Delay since the story was ready: half within {median}, 95% within {p95}.",
    proof_open="Waiting: {queued}. Being sent: {sending}. In doubt: {in_doubt}. Expired: {expired}.",
    proof_failed="Failed: {reasons}.",
    proof_digest="In a digest: {digested}. Waiting for a digest: {digest}.",
    proof_corrections="Corrections: {done} edited, {queued} waiting, {unreachable} out of reach.",
    proof_recalls="Recall: {deleted} deleted, {edited} edited, {told} told, {queued} waiting, "
    "{unreachable} out of reach.",
    why_how="Write the numbers of the story and of the chat, for example: /why 12 123456789.",
    why={
        "no_story": "There is no story {story}.",
        "no_chat": "We don't know that chat.",
        "sent": "The story was sent to this chat at {at}, {delay} after it was ready, at attempt {attempts}.",
        "digested": "The story's title went out in the digest at {at}, because the day's limit was reached.",
        "digest": "The story waits for the next digest, because the day's limit is reached.",
        "queued": "The story waits for its turn to be sent to this chat.",
        "retrying": "The story is not sent yet and is tried again after {next_at}, because {failure}.",
        "sending": "The story is being sent to this chat.",
        "in_doubt": "The story was sent twice without certainty; it may have arrived, so it is not sent again.",
        "failed": "The story was not sent at {at}, because {failure}.",
        "rejected": "The story was not sent at {at}, because the network refused the message's form.",
        "too_old": "The story was not sent, because at {at} it was too old to be sent.",
        "left": "The story was not sent, because this chat stopped taking messages before its turn.",
        "recalled_before": "The story was not sent, because it was withdrawn before its turn.",
        "not_meant": "This announcement is not meant for this chat.",
        "halted": "The announcement was not sent, because an admin stopped it before its turn.",
        "held": "The story is not sent, because it is still held for an admin's eye.",
        "not_approved": "The story was not sent, because an admin rejected it.",
        "recalled": "The story was not sent, because an admin withdrew it.",
        "baseline": "The story was sent to nobody, because it was old or there before its feed was added.",
        "later": "The story was not sent, because this chat subscribed at {at}, after the story was ready.",
        "never": "The story was not sent, because this chat never subscribed.",
        "stopped": "The story was not sent, because the chat's owner unsubscribed.",
        "blocked": "The story was not sent, because this chat has blocked or removed us.",
        "silent": "The story was not sent here, because the chat's owner reads on another network.",
        "paused": "The story was not sent, because we have no right to write in this chat.",
        "folded": "The story is old; its delivery is no longer kept chat by chat, only in figures.",
        "missed": "The story should go to this chat and is not on record yet; /kirim_ulang {story} sends it.",
    },
    failures={
        "gone": "we are blocked there, or the chat is gone",
        "no_rights": "we have no right to write there",
        "bad_message": "the network refused the message's form",
        "slow_down": "the network asked us to slow down",
        "not_sent": "the network could not be reached",
        "in_doubt": "the network gave no clear answer",
        "channel_down": "the network refuses this service",
        "undelivered": "the person can't be reached on that network",
        "declined": "the person declined our news by way of that network",
        "digest": "its digest could not be sent",
        "stopped": "the service stopped while sending",
    },
    spans=("{count} s", "{count} min", "{count} h"),
)


def newsdesk_in(language: Language) -> NewsdeskTexts:
    """The sentences of a language."""
    return _ENGLISH if language == "en" else _INDONESIAN


def span(seconds: float, texts: NewsdeskTexts) -> str:
    """A span of time in its largest sensible unit, rounded: "3 menit"."""
    rounded = max(0, round(seconds))
    if rounded < 120:
        return texts.spans[0].format(count=rounded)
    if rounded < 7_200:
        return texts.spans[1].format(count=round(seconds / 60))
    return texts.spans[2].format(count=round(seconds / 3_600))


def failure_in_words(error: str, texts: NewsdeskTexts) -> str:
    """What a delivery failed of; what has no words is shown as it is rather than hidden."""
    return texts.failures.get(error.replace(":", " ").split(" ")[0], error)
