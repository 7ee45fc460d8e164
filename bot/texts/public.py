"""What the public pages say: the list of news, a story, the search, how the feeds are, and what is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model import Language


@dataclass(frozen=True, slots=True)
class PublicTexts:
    """One language."""

    # The frame of every page.
    tagline: str
    skip: str
    pages: str
    chat: str
    news: str
    status: str
    follow: str
    feed_rss: str
    feed_atom: str

    # The list and the search.
    news_lead: str
    news_none: str
    news_end: str
    search_label: str
    search_hint: str
    search_button: str
    search_lead: str
    search_title: str
    search_none: str
    newer: str
    older: str
    more: str

    # A story.
    read_at: str
    outlets_title: str
    event_title: str
    event_day: str
    event_time: str
    event_place: str
    event_deadline: str
    places_title: str
    corrections_title: str
    correction: str
    urgent: str
    subscribe: str
    all_news: str

    # How the feeds are.
    status_lead: str
    status_feeds: str
    status_newest: str
    status_delay: str
    status_delay_none: str
    status_delays: str
    status_list: str
    status_news: str
    status_read: str
    status_never: str
    status_none: str
    health: Mapping[str, str]

    # What can't be shown.
    missing_title: str
    missing: str
    gone_title: str
    gone: str
    busy_title: str
    busy: str
    broken_title: str
    broken: str


_INDONESIAN = PublicTexts(
    tagline="Kabar resmi pemerintah kabupaten",
    skip="Langsung ke isi",
    pages="Halaman",
    chat="Obrolan",
    news="Berita",
    status="Status",
    follow="Ikuti dengan pembaca berita:",
    feed_rss="RSS",
    feed_atom="Atom",
    news_lead="Setiap berita satu kali, ringkas, dengan semua situs yang memuatnya.",
    news_none="Belum ada berita.",
    news_end="Tidak ada berita yang lebih lama.",
    search_label="Kata yang dicari",
    search_hint="Cari berita",
    search_button="Cari",
    search_lead="Tulis apa yang ingin Anda cari, misalnya jalan putus atau jadwal imunisasi.",
    search_title="Hasil pencarian: {words}",
    search_none="Tidak ada berita yang cocok dengan “{words}”. Coba kata lain yang lebih umum.",
    newer="Berita terbaru",
    older="Berita lebih lama",
    more="Hasil berikutnya",
    read_at="Baca di situs {source}",
    outlets_title="Dimuat di",
    event_title="Catat",
    event_day="Tanggal: {value}",
    event_time="Pukul: {value}",
    event_place="Tempat: {value}",
    event_deadline="Paling lambat: {value}",
    places_title="Daerah",
    corrections_title="Ralat",
    correction="Sampai {at} berita ini berbunyi:",
    urgent="Mendesak",
    subscribe="Terima berita seperti ini di obrolan",
    all_news="Semua berita",
    status_lead="Keadaan sumber berita yang kami baca, dan berapa lama sebuah berita sampai kepada pelanggan.",
    status_feeds="Sumber terbaca",
    status_newest="Berita terbaru",
    status_delay="Sampai ke pelanggan",
    status_delay_none="belum ada kiriman",
    status_delays="separuhnya dalam {median}, 95% dalam {p95}",
    status_list="Sumber berita",
    status_news="berita terakhir {at}",
    status_read="dibaca {at}",
    status_never="belum pernah dibaca",
    status_none="Belum ada sumber berita.",
    health={
        "healthy": "Lancar",
        "degraded": "Tersendat",
        "sick": "Tidak dapat dibaca",
        "silent": "Tidak ada berita baru",
    },
    missing_title="Halaman tidak ditemukan",
    missing="Alamat ini tidak ada atau tidak ada lagi. Periksa ejaannya, atau cari beritanya.",
    gone_title="Berita ditarik",
    gone="Berita yang tadinya ada di sini telah ditarik. Mohon tidak disebarkan lagi.",
    busy_title="Terlalu banyak permintaan",
    busy="Dari jaringan Anda datang terlalu banyak permintaan. Coba lagi {seconds} detik lagi.",
    broken_title="Sedang terganggu",
    broken="Maaf, terjadi gangguan di pihak kami. Silakan coba sebentar lagi.",
)

_ENGLISH = PublicTexts(
    tagline="Official news of the regency government",
    skip="Skip to content",
    pages="Pages",
    chat="Chat",
    news="News",
    status="Status",
    follow="Follow with a feed reader:",
    feed_rss="RSS",
    feed_atom="Atom",
    news_lead="Each story once, in short, with every site that carries it. The news is in Indonesian.",
    news_none="There is no news yet.",
    news_end="There is no older news.",
    search_label="Words to search for",
    search_hint="Search the news",
    search_button="Search",
    search_lead="Write what you are looking for, for example jalan putus or jadwal imunisasi.",
    search_title="Search results: {words}",
    search_none="No story matches “{words}”. Try a more general word.",
    newer="Newest stories",
    older="Older stories",
    more="More results",
    read_at="Read it at {source}",
    outlets_title="Published by",
    event_title="Take note",
    event_day="Date: {value}",
    event_time="Time: {value}",
    event_place="Place: {value}",
    event_deadline="Not later than: {value}",
    places_title="Places",
    corrections_title="Corrections",
    correction="Until {at} this story said:",
    urgent="Urgent",
    subscribe="Get news like this in the chat",
    all_news="All news",
    status_lead="How the feeds are that we read, and how long a story takes to reach subscribers.",
    status_feeds="Feeds that can be read",
    status_newest="Newest story",
    status_delay="Reaches subscribers",
    status_delay_none="nothing sent yet",
    status_delays="half within {median}, 95% within {p95}",
    status_list="Feeds",
    status_news="last story {at}",
    status_read="read {at}",
    status_never="never read yet",
    status_none="There are no feeds yet.",
    health={
        "healthy": "Well",
        "degraded": "Unsteady",
        "sick": "Can't be read",
        "silent": "No new stories",
    },
    missing_title="Page not found",
    missing="This address does not exist, or no longer. Check its spelling, or search for the story.",
    gone_title="Story withdrawn",
    gone="The story that was here has been withdrawn. Please don't pass it on.",
    busy_title="Too many requests",
    busy="Too many requests come from your network. Try again in {seconds} seconds.",
    broken_title="Out of order",
    broken="Sorry, something went wrong on our side. Please try again in a moment.",
)


def public_in(language: Language) -> PublicTexts:
    """The sentences of a language."""
    return _ENGLISH if language == "en" else _INDONESIAN
