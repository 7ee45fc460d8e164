"""What admins read when they run feeds by buttons and files: pages, previews, lists; id and en."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Language


@dataclass(frozen=True, slots=True)
class RunningTexts:
    """One language."""

    page_how: str
    address: str
    button_pause: str
    button_resume: str
    button_examine: str
    button_rename: str
    button_remove: str
    button_thaw: str
    button_freeze: str
    button_undo: str
    button_all: str
    rename_how: str
    renamed: str
    name_too_long: str
    undo_until: str
    restored: str
    nothing_to_undo: str
    ask_title: str
    ask: str
    ask_no_preview: str
    button_yes: str
    button_no: str
    added: str
    not_added: str
    decided: str
    list_sent: str
    list_name: str
    list_none: str
    not_a_list: str
    too_large: str
    nothing_in_it: str
    import_title: str
    import_ask: str
    imported: str


_INDONESIAN = RunningTexts(
    page_how="Tekan nomor untuk mengatur sebuah sumber.",
    address="Alamat: {url}",
    button_pause="Jeda",
    button_resume="Lanjutkan",
    button_examine="Periksa",
    button_rename="Ganti nama",
    button_remove="Hapus",
    button_thaw="Cairkan",
    button_freeze="Bekukan",
    button_undo="Urungkan",
    button_all="Semua sumber",
    rename_how="Tulis nama baru setelah nomornya, misalnya: /feed_nama {id} Kabupaten Rawa.",
    renamed="Sumber {old} sekarang bernama {name}.",
    name_too_long="Nama sumber paling panjang {limit} huruf.",
    undo_until="Dalam {days} hari hal ini masih dapat diurungkan: /feed_pulih {id}.",
    restored="Sumber dipulihkan: {name}.",
    nothing_to_undo="Tidak ada penghapusan sumber nomor {id} yang dapat diurungkan.",
    ask_title="Tambahkan {name}?",
    ask="Di atas ini berita terbarunya, seperti yang akan dilihat warga. Berita yang sudah ada tidak dikirim.",
    ask_no_preview="Belum ada berita yang dapat ditampilkan.",
    button_yes="Ya, tambahkan",
    button_no="Batal",
    added="Sumber ditambahkan: {name}. Berita lamanya dapat dicari, tetapi tidak dikirim.",
    not_added="Tidak jadi ditambahkan.",
    decided="Pertanyaan ini sudah dijawab atau sudah terlalu lama. Mohon ulangi.",
    list_sent="Daftar semua sumber ({count}), untuk pembaca feed mana pun.",
    list_name="sumber-berita.opml",
    list_none="Belum ada sumber yang dapat ditulis ke dalam daftar.",
    not_a_list="Berkas {name} bukan daftar sumber (OPML) yang dapat dibaca. Tidak ada yang diubah.",
    too_large="Berkas itu terlalu besar atau tidak dapat diunduh. Kirimkan daftar OPML yang lebih kecil.",
    nothing_in_it="Daftar itu tidak memuat sumber yang dapat dipakai.",
    import_title="Tambahkan {count} sumber?",
    import_ask="Ditolak: {refused}. Yang sudah ada dibiarkan. Tidak ada berita lama yang dikirim.",
    imported="{added} sumber ditambahkan, {there} sudah ada.",
)

_ENGLISH = RunningTexts(
    page_how="Press a number to run a feed.",
    address="Address: {url}",
    button_pause="Pause",
    button_resume="Resume",
    button_examine="Examine",
    button_rename="Rename",
    button_remove="Remove",
    button_thaw="Thaw",
    button_freeze="Freeze",
    button_undo="Undo",
    button_all="All feeds",
    rename_how="Write the new name after the number, for example: /feed_nama {id} Rawa Regency.",
    renamed="The feed {old} is called {name} now.",
    name_too_long="A feed's name has at most {limit} characters.",
    undo_until="For {days} days this can be undone: /feed_pulih {id}.",
    restored="Feed restored: {name}.",
    nothing_to_undo="There is no removal of feed {id} that could be undone.",
    ask_title="Add {name}?",
    ask="Above are its newest stories as citizens would see them. What is there already is not sent.",
    ask_no_preview="There is no story to show yet.",
    button_yes="Yes, add",
    button_no="Cancel",
    added="Feed added: {name}. Its old news can be searched and are not sent.",
    not_added="Not added.",
    decided="This question was answered, or is too old. Please ask again.",
    list_sent="All feeds ({count}) as a list for any feed reader.",
    list_name="feeds.opml",
    list_none="There are no feeds yet that could be listed.",
    not_a_list="The file {name} is no list of feeds (OPML) that can be read. Nothing was changed.",
    too_large="That file is too large or could not be fetched. Send a smaller OPML list.",
    nothing_in_it="That list holds no feed that could be used.",
    import_title="Add {count} feeds?",
    import_ask="Refused: {refused}. Those that are there are left alone. Nothing old is sent.",
    imported="{added} feeds added, {there} already there.",
)


def running_in(language: Language) -> RunningTexts:
    """The sentences of a language."""
    return _ENGLISH if language == "en" else _INDONESIAN
