"""What admins read of the service in figures: the picture, its table, and the weekly report; id and en."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Language


@dataclass(frozen=True, slots=True)
class ReportingTexts:
    """One language."""

    title: str
    weekly_title: str
    subtitle: str
    summary: str
    delay: str
    health: str
    one_story: str
    table: str
    alt: str
    subscribers: str
    deliveries: str
    sent: str
    failed: str
    delays: str
    median: str
    p95: str
    feeds: str
    #: In the order of `bot.storage.days.HEALTH`.
    states: tuple[str, ...]
    top: str
    day: str


_INDONESIAN = ReportingTexts(
    title="Statistik {service}",
    weekly_title="Laporan mingguan {service}",
    subtitle="{span} hari sampai {day}",
    summary="Pelanggan: {subscribers}. Terkirim 7 hari terakhir: {sent}, gagal: {failed}.",
    delay="Selang kirim kemarin: separuhnya dalam {median} detik, 95% dalam {p95} detik.",
    health="Sumber: {healthy} sehat, {degraded} tersendat, {sick} sakit, {silent} diam, {paused} dijeda.",
    one_story="Untuk satu berita: /statistik 12.",
    table="Angka yang sama sebagai tabel.",
    alt="Grafik pelanggan, pengiriman, selang kirim, keadaan sumber, dan berita teratas.",
    subscribers="Pelanggan",
    deliveries="Pengiriman per hari",
    sent="terkirim",
    failed="gagal",
    delays="Selang kirim (detik)",
    median="median",
    p95="95%",
    feeds="Keadaan sumber",
    states=("sehat", "tersendat", "sakit", "diam", "dijeda"),
    top="Berita yang paling banyak dikirim, 7 hari",
    day="hari",
)

_ENGLISH = ReportingTexts(
    title="Statistics of {service}",
    weekly_title="Weekly report of {service}",
    subtitle="{span} days until {day}",
    summary="Subscribers: {subscribers}. Sent in the last 7 days: {sent}, failed: {failed}.",
    delay="Delay yesterday: half within {median} seconds, 95% within {p95} seconds.",
    health="Feeds: {healthy} healthy, {degraded} faltering, {sick} sick, {silent} silent, {paused} paused.",
    one_story="For one story: /stats 12.",
    table="The same figures as a table.",
    alt="Charts of subscribers, deliveries, delays, the health of feeds, and the top stories.",
    subscribers="Subscribers",
    deliveries="Deliveries a day",
    sent="sent",
    failed="failed",
    delays="Delay (seconds)",
    median="median",
    p95="95%",
    feeds="Health of feeds",
    states=("healthy", "faltering", "sick", "silent", "paused"),
    top="Most delivered stories, 7 days",
    day="day",
)


def reporting_in(language: Language) -> ReportingTexts:
    """The sentences of a language."""
    return _ENGLISH if language == "en" else _INDONESIAN
