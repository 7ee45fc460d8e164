"""What sites leave in the text of an article, as tables of patterns. Data only; `feeds.text.clean` applies them.

The comment above a group says what it is and where it was seen. LINES, HEADINGS and TAILS are matched from the start
of one line, whatever the case; a pattern that could open a real sentence ends in "$" or refuses the end of a
sentence. PARTS and CREDITS match inside a line.
"""

from __future__ import annotations

#: The whole line goes.
LINES = (
    # Pointers to other stories: detik.com, kompas.com, tagDiv "Newspaper", most WordPress news sites.
    r"(?:baca|simak|lihat|tonton|saksikan|dengarkan)\s*(?:juga|pula|live|video)\b",
    r"(?:baca|simak|lihat|berita|informasi)\s*selengkapnya\b.{0,80}$",
    r"(?:read more|continue reading|lanjut(?:kan)? membaca|halaman (?:selanjutnya|berikutnya))\b.{0,120}$",
    # The neighbours of a post, glued to their titles, in the language the theme was installed in: the seed page of
    # a regency has Albanian; then Indonesian, English, German, Spanish and Portuguese, French, Italian, Dutch.
    r"artikulli (?:paraprak|tjet[eë]r)",
    r"(?:artikel|pos|tulisan|berita|post) (?:sebelum|selanjut|berikut)(?:nya)?(?:(?-i:(?=[A-Z\d]))|(?!.*[.!?][\"”]?$))",
    r"(?:previous|next) (?:article|post|story)(?:(?-i:(?=[A-Z\d]))|(?!.*[.!?][\"”]?$))",
    r"(?:vorheriger|n[aä]chster) artikel",
    r"(?:art[ií]culo|artigo) (?:anterior|siguiente|pr[oó]ximo|seguinte)",
    r"article (?:pr[eé]c[eé]dent|suivant)",
    r"articolo (?:precedente|successivo)",
    r"(?:vorig|volgend) (?:artikel|bericht)",
    # Advertisement markers: detik.com, tagDiv.
    r"[-–—\s]*(?:advertisements?|iklan|scroll to (?:continue|resume)(?: with)? content)[-–—\s]*$",
    r"(?:promoted|sponsored) content$",
    # Share and like bars: Jetpack for WordPress in Indonesian and English, tagDiv in Albanian; counters.
    r"(?:bagikan|sebarkan|share|shp[eë]rndaje)(?:\s+(?:ini|this|artikel|berita|ke|via|on|di)\b.{0,60})?\s*:?$",
    r"(?:menyukai|suka|sukai) ini\b\s*:?.{0,30}$",
    r"like this\s*:?.{0,20}$",
    r"(?:suka|like)?\s*(?:memuat|loading|duke u ngarkuar)\s*(?:\.{2,3}|…)$",
    r"(?:klik (?:di sini )?untuk|click to) (?:berbagi|membagikan|share|mengirim|email|print|mencetak)\b",
    r"(?:facebook|twitter|x|whatsapp|telegram|pinterest|linkedin|line|e-?mail|print|cetak|tweet)$",
    r"(?:copy link|salin tautan)$",
    r"(?:post views|views|dilihat|dibaca|hits|pembaca)\s*:?\s*[\d.,]+(?:\s*(?:kali|x|views))?$",
    # Comment forms: WordPress in Indonesian and English, tagDiv in Indonesian and Albanian.
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
    # Cookie notices, calls to subscribe.
    (
        r"(?=.*\bcookies?\b)(?=.*\b(?:situs|website|laman|peramban|browser|kami|anda|we|our|site|you)\b)"
        r".*\b(?:menggunakan|penggunaan|kebijakan|menyetujui|uses?|accept|policy)\b"
    ),
    (
        r"(?:ikuti|follow|dapatkan|cek|temukan)\b.{0,90}"
        r"\b(?:google news|whatsapp channel|saluran whatsapp|grup telegram|newsletter)\b"
    ),
    r"(?:berlangganan|subscribe)\b.{0,60}(?:newsletter|buletin|channel|email|surel|kami)\b",
    # Credits on a line of their own: Pemkab sites (Wonosobo, Muara Enim), press, ministries.
    (
        r"(?:editor|penulis|penyunting|reporter|pewarta|wartawan|kontributor|fotografer|redaktur|redaksi|uploader|"
        r"teks|naskah|laporan|oleh|sumber(?: berita| foto| gambar)?|source|author|writer|publisher|admin|foto|photo|"
        r"dok|dokumentasi|keterangan foto|ket\.? ?foto|caption|ilustrasi)(?:\s*[/&]\s*\w+)?\.?\s*(?:\|\s*)?[:;]\s*\S"
    ),
    r"\*+\s*penulis\b",
    r"jurnalisme warga\s*[:–—-]",
    r"(?:[\w.]+\s+){0,4}tim\s+(?:news ?room|redaksi|liputan|humas|peliput)\b[^.!?]{0,60}\.?$",
    (
        r"\(\s*(?:humas|diskominfo|dinas komunikasi dan informatika|dinas kominfo|jurnalis\w*|kontributor|netizen|"
        r"sumber)\b[^()]*\)$"
    ),
    r"(?:facebook|twitter|instagram|youtube|tiktok|website|fanpage)\s*:\s*\S.{0,80}$",
    # The page's own date on a line of its own; who owns it; plugins that ask for stars.
    (
        r"(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu)\s*,?\s*\d{1,2}(?:[\s/-]+\w{1,9}){2}"
        r"(?:\s*[|,-]?\s*(?:pukul\s*)?\d{1,2}[.:]\d{2}(?:\s*(?:wib|wita|wit))?)?$"
    ),
    r"(?:copyright|hak cipta)\b(?=.*(?:©|\d{4}|\(c\))).{0,80}$|©\s?.{0,80}$",
    r"rate this (?:post|article|item)$|(?:beri|berikan) (?:rating|nilai)\b.{0,30}$",
    # Labels, and lines without a letter or digit.
    r"(?:tags?|label|topik|kategori|categories)\s*:(?!.*[.!?]$)",
    r"[^\w]*$",
)

#: The line goes, and so do the title-like lines right after it: a list of links that lost its markup.
HEADINGS = (
    r"(?:baca|simak|lihat|tonton)\s*(?:juga|pula)\s*:?$",
    (
        r"(?:artikel|berita|pos|tulisan|konten)\s+"
        r"(?:terkait|lainnya|lain|serupa|terbaru|terpopuler|pilihan|rekomendasi)\s*:?$"
    ),
    r"(?:terkait|terpopuler|populer|rekomendasi(?: untuk anda)?|dari penulis|jangan lewatkan)\s*:?$",
    r"related(?: (?:posts?|articles?|news|stories))?\s*:?$|more from (?:the )?author$|you may also like$",
    r"artikuj t[eë] ngjash[eë]m|m[eë] shum[eë] nga autori",
    r"artikulli (?:paraprak|tjet[eë]r)$|(?:previous|next) (?:article|post)$",
    r"(?:tinggalkan|beri|tulis)(?:kan)?\s+(?:balasan|komentar)\b.{0,30}$|leave a (?:reply|comment)\b.{0,30}$",
    r"lini nj[eë] p[eë]rgjigje|l[eë]r nj[eë] (?:p[eë]rgjigje|koment)",
    r"navigasi (?:pos|tulisan|artikel)$|post navigation$",
    r"(?:tags?|label|topik|kategori|categories)\s*:?$",
)

#: The line goes, but only after the last real paragraph: signatures of a writer, an office or a command; hashtags.
TAILS = (
    r"\([^()\d]{1,60}\)[\s.*]*$",
    r"(?:#\w+\s*)+$",
    r"(?:pendim|penrem|komando (?:distrik|resort?|rayon) militer)\b[\w\s/.-]{0,40}$",
    (
        r"(?:humas|diskominfo|dinas kominfo|dinas komunikasi dan informatika|bagian (?:prokopim|humas)|"
        r"biro (?:humas|komunikasi)|kementerian)\b[^.!?]{0,60}$"
    ),
)

#: (a word that must be there, what goes, what stands in its place). Looking for the word first is twice as fast.
PARTS = (
    ("SCROLL TO ", r"\bSCROLL TO (?:CONTINUE|RESUME)(?: WITH)? CONTENT\b", " "),
    ("ADVERTISEMENT", r"\bADVERTISEMENT\b", " "),
    ("[Gambas", r"\[Gambas:[^\]]{0,80}\]", " "),
    # WordPress ends a cut excerpt in "[…]".
    ("]", r"\s*\[\s*(?:…|\.{3})\s*\]", "…"),
    # WordPress closes a feed entry with its own address, in the language of the site.
    ("appeared first on", r"\bThe post\b.{1,250}\bappeared first on\b.{1,120}$", ""),
    (
        "pertama",
        (
            r"\b(?:Artikel|Pos|Postingan|Tulisan|Kiriman)\s[A-Z\d\"“].{1,250}"
            r"\b(?:pertama kali tampil|(?:tampil|muncul) pertama kali) (?:di|pada)\s[A-Z].{1,80}$"
        ),
        "",
    ),
    ("Continue reading", r"\bContinue reading\b[^.!?]{0,160}$", ""),
    ("Read ", r"\bRead [Mm]ore\b[^.!?]{0,160}$", ""),
    ("Lanjut", r"\bLanjut(?:kan)? membaca\b[^.!?]{0,160}$", ""),
    ("elengkapnya", r"\b(?:(?:Baca|Simak|Lihat) [Ss]elengkapnya|Selengkapnya)\b[^.!?]{0,80}$", ""),
    # The credit of a picture, wherever its caption ended up.
    (
        "(",
        (
            r"\((?:(?:[Ff]oto|FOTO|[Dd]ok(?:umentasi)?|DOK|[Ii]lustrasi|[Ss]umber|SUMBER)\s*[:./]|"
            r"(?:[Ff]oto|FOTO)\s[A-Z])[^()]{0,80}\)"
        ),
        " ",
    ),
)

#: Words that make brackets after the end of a sentence a credit, whatever else is in them.
CREDITS = (
    r"humas|kominfo|diskominfo|infokom|komunikasi dan informatika|prokopim|protokol|redaksi|red|jurnalis\w*|"
    r"kontributor|netizen|editor|penulis|reporter|foto|dok|sumber|tim liputan|news ?room|pendim|penrem|rls|rilis|adv|"
    r"ppid|mc|mediacenter"
)
