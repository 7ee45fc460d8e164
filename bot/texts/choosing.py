"""What citizens read while they choose what to be sent, and how; id and en."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.choices import Choice, Kind, Mode
from bot.model import Language
from feeds.regions.gazetteer import country


@dataclass(frozen=True, slots=True)
class ChoosingTexts:
    """One language."""

    #: Names of topics by those in the rules; one that has none here is shown as it is.
    topics: Mapping[str, str]
    #: What a choice is, before its name.
    kinds: Mapping[Kind, str]

    # Choosing.
    start_first: str
    topics_title: str
    topics_how: str
    follow_title: str
    takes_all: str
    takes_some: str
    follow_more: str
    follow_regions: str
    follow_districts: str
    follow_feeds: str
    follow_words: str
    follow_remove: str
    follow_nothing: str
    follow_several: str
    follow_too_many: str
    words_bad: str
    without_how: str
    followed: str
    followed_only: str
    excluded: str
    unfollowed: str
    all_again: str
    already_all: str
    whole_regency: str
    alert_set: str

    # Buttons.
    button_topics: str
    button_regions: str
    button_feeds: str
    button_words: str
    button_remove: str
    button_all: str
    button_choices: str
    button_settings: str
    button_back: str
    button_previous: str
    button_next: str
    button_undo: str
    button_only: str
    button_alert: str
    button_as_word: str

    # Settings.
    settings_title: str
    settings_news_all: str
    settings_news_some: str
    settings_mode: Mapping[Mode, str]
    settings_quiet: str
    settings_never_quiet: str
    settings_limit: str
    settings_no_limit: str
    settings_urgent: str
    settings_urgent_waits: str
    settings_clock: str
    mode_title: str
    mode_how: str
    modes: Mapping[Mode, str]
    hours_how: str
    day_how: str
    week: tuple[str, ...]
    service_hour: str
    quiet_title: str
    quiet_how: str
    quiet_off: str
    limit_title: str
    limit_how: str
    limit_each: str
    limit_off: str
    urgent_title: str
    urgent_how: str
    urgent_on: str
    urgent_off: str
    zone_title: str
    zone_how: str
    language_title: str
    language_how: str
    button_mode: str
    button_hours: str
    button_day: str
    button_quiet: str
    button_limit: str
    button_urgent: str
    button_zone: str
    button_language: str
    button_data: str


_INDONESIAN = ChoosingTexts(
    topics=MappingProxyType(
        {
            "kesehatan": "Kesehatan",
            "pendidikan": "Pendidikan",
            "bansos": "Bantuan sosial",
            "infrastruktur": "Jalan dan bangunan",
            "pertanian": "Pertanian",
            "ekonomi": "Ekonomi dan pasar",
            "lowongan": "Lowongan kerja",
            "bencana": "Bencana",
            "layanan": "Layanan publik",
            "budaya": "Budaya",
            "olahraga": "Olahraga",
            "pemerintahan": "Pemerintahan",
        }
    ),
    kinds=MappingProxyType(
        {
            "feed": "Sumber",
            "regency": "Wilayah",
            "district": "Kecamatan",
            "topic": "Topik",
            "word": "Kata",
            "without_topic": "Tanpa topik",
            "without_word": "Tanpa kata",
        }
    ),
    start_first="Anda belum berlangganan. Ketik MULAI dulu, lalu pilih berita yang Anda inginkan.",
    topics_title="Topik",
    topics_how="Tekan topik yang Anda inginkan; tanda ✅ berarti dipilih. Tekan lagi untuk membatalkan.",
    follow_title="Pilihan berita Anda",
    takes_all="Anda menerima semua berita.",
    takes_some="Anda menerima berita yang cocok dengan salah satu pilihan ini:",
    follow_more="Tambahkan lewat tombol, atau ketik, misalnya: IKUTI Kertek, IKUTI harga beras, KECUALI karnaval.",
    follow_regions="Pilih kabupaten atau kota:",
    follow_districts="Pilih kecamatan di {regency}. Tanda ✅ berarti dipilih.",
    follow_feeds="Pilih situs sumber berita. Tanda ✅ berarti dipilih.",
    follow_words="Ketik IKUTI dan kata yang Anda tunggu, misalnya: IKUTI air bersih. Setiap berita yang memuat "
    "semua kata itu kami kirim. Untuk menghindari suatu kata, ketik KECUALI, misalnya: KECUALI karnaval.",
    follow_remove="Tekan pilihan yang ingin Anda hapus.",
    follow_nothing="Belum ada pilihan untuk dihapus.",
    follow_several="“{words}” bisa berarti beberapa hal. Yang mana?",
    follow_too_many="Pilihan Anda sudah banyak sekali. Hapus dulu sebagian sebelum menambah.",
    words_bad="Kata itu terlalu umum atau terlalu panjang. Pakailah satu sampai lima kata yang jelas, misalnya: "
    "IKUTI air bersih.",
    without_how="Ketik kata yang ingin Anda hindari setelah KECUALI, misalnya: KECUALI karnaval.",
    followed="Ditambahkan: {choice}.",
    followed_only="Mulai sekarang hanya berita yang cocok dengan pilihan Anda yang dikirim.",
    excluded="Mulai sekarang berita seperti ini tidak dikirim lagi: {choice}.",
    unfollowed="Dihapus: {choice}.",
    all_again="Anda menerima semua berita lagi.",
    already_all="Anda menerima semua berita, jadi yang ini juga: {choice}.",
    whole_regency="Seluruh {regency}",
    alert_set="Baik. Setiap berita baru yang memuat “{words}” kami kabarkan ke sini.",
    button_topics="Topik",
    button_regions="Wilayah",
    button_feeds="Sumber",
    button_words="Kata",
    button_remove="Hapus pilihan",
    button_all="Semua berita",
    button_choices="Lihat pilihan",
    button_settings="Pengaturan",
    button_back="« Kembali",
    button_previous="‹ Sebelumnya",
    button_next="Berikutnya ›",
    button_undo="Urungkan",
    button_only="Hanya yang ini",
    button_alert="Kabari saya",
    button_as_word="Kata: {words}",
    settings_title="Pengaturan",
    settings_news_all="Berita: semua.",
    settings_news_some="Berita: {count} pilihan.",
    settings_mode=MappingProxyType(
        {
            "instant": "Cara kirim: langsung begitu terbit.",
            "daily": "Cara kirim: rangkuman setiap hari pukul {hours}.",
            "weekly": "Cara kirim: rangkuman setiap {day} pukul {hours}.",
        }
    ),
    settings_quiet="Jam tenang: {quiet}. Selama itu kami tidak mengirim apa-apa.",
    settings_never_quiet="Jam tenang: tidak ada.",
    settings_limit="Batas: paling banyak {limit} berita sehari, selebihnya dalam rangkuman.",
    settings_no_limit="Batas: mengikuti batas layanan.",
    settings_urgent="Berita darurat (bahaya atau gangguan yang sedang terjadi) dikirim seketika, juga pada jam tenang.",
    settings_urgent_waits="Berita darurat menunggu seperti berita lain.",
    settings_clock="Jam menurut {zone}.",
    mode_title="Cara kirim",
    mode_how="Langsung begitu terbit, atau dirangkum dalam satu pesan?",
    modes=MappingProxyType({"instant": "Langsung", "daily": "Setiap hari", "weekly": "Setiap minggu"}),
    hours_how="Pukul berapa rangkuman dikirim? Boleh lebih dari satu.",
    day_how="Hari apa rangkuman mingguan dikirim?",
    week=("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    service_hour="yang ditentukan layanan",
    quiet_title="Jam tenang",
    quiet_how="Pada jam tenang kami tidak mengirim apa-apa; beritanya menyusul sesudahnya. Berita darurat {urgent}.",
    quiet_off="Tanpa jam tenang",
    limit_title="Batas sehari",
    limit_how="Paling banyak berapa berita sehari? Selebihnya menunggu rangkuman. Berita darurat tidak dihitung.",
    limit_each="{limit} berita",
    limit_off="Batas layanan",
    urgent_title="Berita darurat",
    urgent_how="Berita darurat ialah bahaya atau gangguan yang sedang terjadi: banjir, longsor, jalan putus, air atau "
    "listrik padam. Sejak awal berita ini dikirim seketika, juga pada jam tenang dan bila Anda memilih rangkuman. "
    "Anda boleh mengubahnya.",
    urgent_on="Kirim seketika",
    urgent_off="Boleh menunggu",
    zone_title="Zona waktu",
    zone_how="Jam berapa di tempat Anda?",
    language_title="Bahasa",
    language_how="Bahasa pesan kami; beritanya tetap seperti ditulis sumbernya.",
    button_mode="Cara kirim",
    button_hours="Pukul",
    button_day="Hari",
    button_quiet="Jam tenang",
    button_limit="Batas sehari",
    button_urgent="Berita darurat",
    button_zone="Zona waktu",
    button_language="Bahasa",
    button_data="Data saya",
)

_ENGLISH = ChoosingTexts(
    topics=MappingProxyType(
        {
            "kesehatan": "Health",
            "pendidikan": "Education",
            "bansos": "Social aid",
            "infrastruktur": "Roads and buildings",
            "pertanian": "Farming",
            "ekonomi": "Economy and markets",
            "lowongan": "Jobs",
            "bencana": "Disasters",
            "layanan": "Public services",
            "budaya": "Culture",
            "olahraga": "Sports",
            "pemerintahan": "Government",
        }
    ),
    kinds=MappingProxyType(
        {
            "feed": "Source",
            "regency": "Region",
            "district": "District",
            "topic": "Topic",
            "word": "Words",
            "without_topic": "Not the topic",
            "without_word": "Not the words",
        }
    ),
    start_first="You have not subscribed yet. Type START first, then choose the news that you want.",
    topics_title="Topics",
    topics_how="Press the topics that you want; ✅ marks what is chosen. Press again to take it back.",
    follow_title="What you chose",
    takes_all="You get all news.",
    takes_some="You get news that fits one of these:",
    follow_more="Add with the buttons, or type for example: FOLLOW Kertek, FOLLOW rice prices, EXCEPT carnival.",
    follow_regions="Choose a regency or city:",
    follow_districts="Choose districts of {regency}. ✅ marks what is chosen.",
    follow_feeds="Choose sites. ✅ marks what is chosen.",
    follow_words="Type FOLLOW and the words that you wait for, for example: FOLLOW clean water. We send every story "
    "that has all of them. To avoid words type EXCEPT, for example: EXCEPT carnival.",
    follow_remove="Press what you want to remove.",
    follow_nothing="There is nothing to remove yet.",
    follow_several="“{words}” can mean several things. Which one?",
    follow_too_many="You have chosen a great deal already. Remove something before you add more.",
    words_bad="Those words are too common or too long. Use one to five clear words, for example: FOLLOW clean water.",
    without_how="Type the words to avoid after EXCEPT, for example: EXCEPT carnival.",
    followed="Added: {choice}.",
    followed_only="From now on only news that fits your choices is sent.",
    excluded="From now on news like this is no longer sent: {choice}.",
    unfollowed="Removed: {choice}.",
    all_again="You get all news again.",
    already_all="You get all news, this included: {choice}.",
    whole_regency="All of {regency}",
    alert_set="Done. We tell you here of every new story with “{words}”.",
    button_topics="Topics",
    button_regions="Regions",
    button_feeds="Sources",
    button_words="Words",
    button_remove="Remove",
    button_all="All news",
    button_choices="See choices",
    button_settings="Settings",
    button_back="« Back",
    button_previous="‹ Previous",
    button_next="Next ›",
    button_undo="Undo",
    button_only="Only this",
    button_alert="Alert me",
    button_as_word="Words: {words}",
    settings_title="Settings",
    settings_news_all="News: all.",
    settings_news_some="News: {count} choices.",
    settings_mode=MappingProxyType(
        {
            "instant": "Sent: as soon as it is published.",
            "daily": "Sent: a digest every day at {hours}.",
            "weekly": "Sent: a digest every {day} at {hours}.",
        }
    ),
    settings_quiet="Quiet hours: {quiet}. We send nothing then.",
    settings_never_quiet="Quiet hours: none.",
    settings_limit="Limit: at most {limit} stories a day, the rest in the digest.",
    settings_no_limit="Limit: that of the service.",
    settings_urgent="Urgent news (danger or an outage right now) is sent at once, in quiet hours too.",
    settings_urgent_waits="Urgent news waits like any other.",
    settings_clock="Hours are {zone}.",
    mode_title="How it is sent",
    mode_how="As soon as it is published, or gathered in one message?",
    modes=MappingProxyType({"instant": "At once", "daily": "Every day", "weekly": "Every week"}),
    hours_how="At what time? More than one is fine.",
    day_how="On which day is the weekly digest sent?",
    week=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    service_hour="the service's hour",
    quiet_title="Quiet hours",
    quiet_how="In quiet hours we send nothing; the news follows afterwards. Urgent news {urgent}.",
    quiet_off="No quiet hours",
    limit_title="Daily limit",
    limit_how="How many stories a day at most? The rest waits for the digest. Urgent news does not count.",
    limit_each="{limit} stories",
    limit_off="The service's",
    urgent_title="Urgent news",
    urgent_how="Urgent news is danger or an outage that is there now: floods, landslides, a road cut, water or power "
    "off. At first it is sent at once, in quiet hours too and if you chose a digest. You may change that.",
    urgent_on="Send at once",
    urgent_off="It may wait",
    zone_title="Time zone",
    zone_how="What time is it where you are?",
    language_title="Language",
    language_how="The language of our messages; news stays as its source wrote it.",
    button_mode="How it is sent",
    button_hours="Times",
    button_day="Day",
    button_quiet="Quiet hours",
    button_limit="Daily limit",
    button_urgent="Urgent news",
    button_zone="Time zone",
    button_language="Language",
    button_data="My data",
)


def choosing_in(language: Language) -> ChoosingTexts:
    """The sentences of a language."""
    return _ENGLISH if language == "en" else _INDONESIAN


def name_of(choice: Choice, language: Language, feeds: Mapping[int, str]) -> str:
    """What was chosen, by its name alone. `feeds` are names of feeds by number."""
    if choice.kind in {"word", "without_word"}:
        return f"“{choice.words}”"
    if choice.kind == "feed":
        return feeds.get(int(choice.value), choice.value)
    if choice.kind in {"regency", "district"}:
        region = country().by_code.get(choice.value)
        return region.place.name if region is not None else choice.value
    return choosing_in(language).topics.get(choice.value, choice.value)


def in_words(choice: Choice, language: Language, feeds: Mapping[int, str]) -> str:
    """What was chosen, with what it is: "Kecamatan Kertek"."""
    kind = choosing_in(language).kinds[choice.kind]
    name = name_of(choice, language, feeds)
    return name if choice.kind == "regency" else f"{kind} {name}"
