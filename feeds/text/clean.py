"""Paragraphs of an article without what the site around it left in them. Pure; the rules are the tables below.

A rule names what it removes, and how much of it goes:

- LINES: the whole line. Only lines of at most 300 characters are looked at, so a paragraph that merely opens
  with such a word stays.
- HEADINGS: the line, and the title-like lines right after it (short, without an end of sentence): a list of
  links that lost its markup.
- PARTS: only what the pattern matches, anywhere in a paragraph.

When in doubt a line stays: a citizen can skip a leftover line, but not read a lost one. Measured on 514 posts of
one regency, 461 + 100 press articles and the seed page: see `tests/feeds/text/test_clean.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from feeds.text.dateline import without_dateline
from feeds.text.normalise import fold, plain_text

_LONGEST_LINE = 300

#: (what, where it was seen) beside each pattern. All are matched on one line, ignoring case, from its start.
_LINES = (
    # Pointers to other stories; detik.com, kompas.com, tagDiv "Newspaper", most WordPress news sites.
    r"(?:baca|simak|lihat|tonton|saksikan|dengarkan)\s*(?:juga|pula|live|video)\b",
    r"(?:baca|simak|lihat|berita|informasi)\s*selengkapnya\b.{0,80}$",
    r"(?:read more|continue reading|lanjut(?:kan)? membaca|halaman (?:selanjutnya|berikutnya))\b.{0,120}$",
    # The neighbours of a post, glued to their titles. The theme's words come in the language it was installed in:
    # Albanian is what the seed page shows.
    r"artikulli (?:paraprak|tjet[eë]r)",
    r"(?:artikel|pos|tulisan|berita|post) (?:sebelum|selanjut|berikut)(?:nya)?\b(?!.*[.!?][\"”]?$)",
    r"(?:previous|next) (?:article|post|story)\b(?!.*[.!?][\"”]?$)",
    r"(?:vorheriger|n[aä]chster) artikel",
    r"(?:art[ií]culo|artigo) (?:anterior|siguiente|pr[oó]ximo|seguinte)",
    r"article (?:pr[eé]c[eé]dent|suivant)",
    r"articolo (?:precedente|successivo)",
    r"(?:vorig|volgend) (?:artikel|bericht)",
    # Advertisement markers; detik.com, tagDiv.
    r"[-–—\s]*(?:advertisement|advertisements|iklan|scroll to (?:continue|resume)(?: with)? content)[-–—\s]*$",
    r"(?:promoted|sponsored) content$",
    # Share bars, like bars; Jetpack for WordPress in Indonesian and English, tagDiv in Albanian.
    r"(?:bagikan|sebarkan|share|shp[eë]rndaje)(?:\s+(?:ini|this|artikel ini|berita ini|ke|via|on|di|:)\b.{0,60})?\s*:?$",
    r"(?:menyukai|suka|sukai) ini\b\s*:?.{0,30}$",
    r"like this\s*:?.{0,20}$",
    r"(?:suka|like)?\s*(?:memuat|loading|duke u ngarkuar)\s*(?:\.{2,3}|…)$",
    r"(?:klik (?:di sini )?untuk|click to) (?:berbagi|membagikan|share|mengirim|email|print|mencetak)\b",
    r"(?:facebook|twitter|x|whatsapp|telegram|pinterest|linkedin|line|email|e-mail|print|cetak|tweet|copy link|salin tautan)$",
    r"(?:post views|views|dilihat|dibaca|hits|pembaca)\s*:?\s*[\d.,]+(?:\s*(?:kali|x|views))?$",
    # Comment forms; WordPress in Indonesian and English, tagDiv in Albanian.
    r"silakan masukkan (?:komentar|nama|alamat|email)\b",
    r"(?:komentar|nama|email|surel|situs web|website|comment|name|komenti|emri)\s*[:*]+\s*$",
    r"alamat (?:email|surel) anda tidak akan dipublikasikan",
    r"your email address will not be published",
    r"ruas yang wajib ditandai|required fields are marked",
    r"simpan nama, email,? dan situs web saya",
    r"save my name, email,? and website",
    r"(?:batalkan|batal) balasan|cancel reply|anulo p[eë]rgjigjen",
    r"anda harus (?:masuk|login) untuk (?:berkomentar|memberikan komentar)|you must be logged in to",
    r"ju lutem(?:i)? (?:shkruani|fusni|vendosni)\b",
    r"beri(?:kan)? komentar\b.{0,40}$|\d+ (?:komentar|comments?)$|tidak ada komentar$|no comments?$",
    # Cookie notices and calls to subscribe.
    r"(?=.*\bcookies?\b)(?:.*\b(?:menggunakan|penggunaan|kebijakan|menyetujui|uses?|accept|policy)\b)"
    r"(?=.*\b(?:situs|website|laman|peramban|browser|kami|anda|we|our|site|you)\b)",
    r"(?:ikuti|follow|dapatkan|cek|temukan)\b.{0,90}\b(?:google news|whatsapp channel|saluran whatsapp|grup telegram|newsletter)\b",
    r"(?:berlangganan|subscribe)\b.{0,60}(?:newsletter|buletin|channel|email|surel|kami)\b",
    # Credits on a line of their own; Pemkab sites (Wonosobo, Muara Enim), press.
    r"(?:editor|penulis|penyunting|reporter|pewarta|wartawan|kontributor|fotografer|redaktur|redaksi|uploader|"
    r"teks|naskah|laporan|oleh|sumber(?: berita| foto| gambar)?|source|author|writer|publisher|admin|"
    r"foto|photo|dok|dokumentasi|keterangan foto|ket\.? ?foto|caption|ilustrasi)(?:\s*[/&]\s*\w+)?\.?\s*[:;]\s*\S",
    r"\*+\s*penulis\b",
    r"jurnalisme warga\s*[:–—-]",
    r"(?:[\w.]+\s+){0,4}tim\s+(?:news ?room|redaksi|liputan|humas|peliput)\b[^.!?]{0,60}\.?$",
    r"\(\s*(?:humas|diskominfo|dinas komunikasi dan informatika|dinas kominfo|jurnalis\w*|kontributor|netizen|sumber)\b[^()]*\)$",
    r"(?:facebook|twitter|instagram|youtube|tiktok|website|fanpage)\s*:\s*\S.{0,80}$",
    r"(?:tags?|label|topik|kategori|categories)\s*:(?!.*[.!?]$)",
    r"[^\w]*$",
)

#: Only after the last real paragraph: signatures of an office or a writer.
_TAILS = (
    r"(?:#\w+\s*)+$",
    r"\([^()\d]{1,60}\)[\s.*]*$",
    r"(?:pendim|penrem|komando (?:distrik|resort?|rayon) militer)\b[\w\s/.-]{0,40}$",
    r"(?:humas|diskominfo|dinas kominfo|dinas komunikasi dan informatika|bagian prokopim|bagian humas|biro (?:humas|komunikasi)|"
    r"kementerian)\b[^.!?]{0,60}$",
)

_HEADINGS = (
    r"(?:baca|simak|lihat|tonton)\s*(?:juga|pula)\s*:?$",
    r"(?:artikel|berita|pos|tulisan|konten)\s+(?:terkait|lainnya|lain|serupa|terbaru|terpopuler|pilihan|rekomendasi)\s*:?$",
    r"(?:terkait|terpopuler|populer|rekomendasi(?: untuk anda)?|dari penulis|jangan lewatkan)\s*:?$",
    r"related(?: (?:posts?|articles?|news|stories))?\s*:?$|more from (?:the )?author$|you may also like$",
    r"artikuj t[eë] ngjash[eë]m|m[eë] shum[eë] nga autori",
    r"artikulli (?:paraprak|tjet[eë]r)$|(?:previous|next) (?:article|post)$",
    r"(?:tinggalkan|beri|tulis)(?:kan)?\s+(?:balasan|komentar)\b.{0,30}$|leave a (?:reply|comment)\b.{0,30}$",
    r"lini nj[eë] p[eë]rgjigje|l[eë]r nj[eë] (?:p[eë]rgjigje|koment)",
    r"navigasi (?:pos|tulisan|artikel)$|post navigation$",
    r"(?:tags?|label|topik|kategori|categories)\s*:?$",
)

_PARTS = (
    r"\bSCROLL TO (?:CONTINUE|RESUME)(?: WITH)? CONTENT\b",
    r"\bADVERTISEMENT\b",
    r"\[Gambas:[^\]]{0,80}\]",
    # WordPress closes a feed entry with its own address, in the language of the site.
    r"\bThe post\b.{1,250}\bappeared first on\b.{1,120}$",
    r"\b(?:Artikel|Pos|Postingan|Tulisan|Kiriman)\b.{1,250}\b(?:pertama kali (?:tampil|muncul|terbit)|tampil pertama(?: kali)?|muncul pertama(?: kali)?) (?:di|pada)\b.{1,120}$",
    r"(?:\bContinue reading\b|\bLanjutkan membaca\b|\bRead [Mm]ore\b|\bBaca [Ss]elengkapnya\b|\bSelengkapnya\b)[^.!?]{0,160}[→»…]?\s*$",
    r"\((?:(?:[Ff]oto|FOTO|[Dd]ok(?:umentasi)?|DOK|[Ii]lustrasi|[Ss]umber|SUMBER)\s*[:./]|(?:[Ff]oto|FOTO)\s(?-i:[A-Z]))[^()]{0,80}\)",
)

#: Words that make a bracket at the end of a paragraph a credit, whatever else is in it.
_CREDIT = (
    r"humas|kominfo|diskominfo|infokom|komunikasi dan informatika|prokopim|protokol|redaksi|red|jurnalis\w*|kontributor|"
    r"netizen|editor|penulis|reporter|foto|dok|sumber|tim liputan|news ?room|pendim|penrem|rls|rilis|adv|ppid|mc|mediacenter"
)

_LINE = re.compile("|".join(f"(?:{pattern})" for pattern in _LINES), re.IGNORECASE)
_HEADING = re.compile("|".join(f"(?:{pattern})" for pattern in _HEADINGS), re.IGNORECASE)
_TAIL = re.compile("|".join(f"(?:{pattern})" for pattern in _TAILS), re.IGNORECASE)
_PART = re.compile("|".join(_PARTS))
_CREDIT_BRACKET = re.compile(
    rf"(?<=[.!?”\"’'])\s*\([^()]{{0,60}}\b(?:{_CREDIT})\b[^()]{{0,80}}\)[\s.*]*$", re.IGNORECASE
)
#: "(Robby)", "(ad/hm)", "(Danang - Diskominfo)" after the full stop of the last paragraph.
_SIGNATURE = re.compile(r"(?:(?<=[.!?”\"’'])\s*\([^()\d]{1,60}\)|\s*\([^()\d]{1,30}/[^()\d]{1,30}\)|\s\*{1,3}|\s-{2,})[\s.*]*$")
_CUT_MARK = re.compile(r"\s*(?:\[\s*(?:…|\.{3})\s*\]|\(\s*…\s*\))")
_ENDS_SENTENCE = re.compile(r"[.!?…:;][\"”’')\]]*$|[\"”)]$")
_NEW_LINE = re.compile(r"[-–—•*·]\s|\(?(?:\d{1,2}|[a-z])[.)]\s")
_TITLE_WORDS = range(4, 26)


def clean_paragraphs(paragraphs: Iterable[str], title: str) -> tuple[str, ...]:
    """The paragraphs that a person would read aloud, each on one line, in their order.

    Args:
        paragraphs: text without markup. A line break inside one is soft: it parts two paragraphs only where the
            line before ends a sentence or the line after opens an item of a list.
        title: the title of the entry; a first paragraph that only repeats it goes. May be empty.

    Returns:
        Non-empty lines. () when nothing but boilerplate was there. Cleaning what is clean changes nothing but an
        opening that still looks like a title or a dateline.
    """
    kept = list(_without_boilerplate(paragraphs))
    while kept and repeats_title(kept[0], title):
        del kept[0]
    _drop_signatures(kept)
    if kept:
        kept[0] = without_dateline(kept[0], " ".join([title, *kept[1:]]))
    return tuple(kept)


def introduces_links(line: str) -> bool:
    """Whether the line is the heading of a list of other stories or of a comment form ("Baca juga:")."""
    return len(line) <= _LONGEST_LINE and _HEADING.match(line) is not None


def _without_boilerplate(paragraphs: Iterable[str]) -> Iterator[str]:
    """Lines joined to paragraphs, boilerplate left out."""
    in_links = False
    for paragraph in paragraphs:
        lines: list[str] = []
        for raw in plain_text(paragraph).split("\n"):
            line = _PART.sub(" ", _CUT_MARK.sub("…", raw)).strip()
            if introduces_links(line):
                in_links = True
            elif not is_boilerplate(line) and not (in_links and _is_like_a_title(line)):
                in_links = in_links and not line
                lines.append(line)
        yield from _joined(lines)


def is_boilerplate(line: str) -> bool:
    """Whether the whole line is a pointer, a marker, a credit or another thing of the tables above."""
    return len(line) <= _LONGEST_LINE and _LINE.match(line) is not None


def _is_like_a_title(line: str) -> bool:
    words = line.split()
    if len(words) not in _TITLE_WORDS or _ENDS_SENTENCE.search(line):
        return False
    return sum(not word[0].islower() for word in words) * 2 > len(words)


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Paragraphs out of softly broken lines."""
    gathered: list[str] = []
    for line in lines:
        if gathered and (not line or _ENDS_SENTENCE.search(gathered[-1]) or _NEW_LINE.match(line)):
            yield " ".join(" ".join(gathered).split())
            gathered = []
        if line:
            gathered.append(_CREDIT_BRACKET.sub("", line))
    if gathered:
        yield " ".join(" ".join(gathered).split())


def _drop_signatures(kept: list[str]) -> None:
    while kept and len(kept[-1]) <= _LONGEST_LINE and _TAIL.match(kept[-1]):
        del kept[-1]
    if kept:
        kept[-1] = _SIGNATURE.sub("", kept[-1])


def repeats_title(text: str, title: str) -> bool:
    """Whether a paragraph or sentence says no more than the title: the same words, or nearly all of them."""
    ours, theirs = fold(text).split(), fold(title).split()
    if not theirs or len(ours) > len(theirs) + 3:
        return False
    common = len(set(ours) & set(theirs))
    return common >= 0.8 * len(set(ours)) and common >= 0.5 * len(set(theirs))
