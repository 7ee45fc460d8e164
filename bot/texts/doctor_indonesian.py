"""What the feed doctor says in Indonesian, by finding."""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts.catalogue import Advice

_LOST = "Selama ini terjadi, warga tidak menerima berita dari situs ini."

INDONESIAN: Mapping[str, Advice] = {
    "bad_url": Advice("Alamat itu bukan alamat situs.", _LOST, "Mohon kirimkan alamat lengkap feed, diawali https://."),
    "forbidden_address": Advice(
        "Nama situs mengarah ke alamat jaringan dalam.",
        "Kami hanya membaca alamat yang terbuka untuk umum, demi keamanan.",
        "Mohon periksa catatan DNS situs: alamatnya harus alamat publik.",
    ),
    "dns": Advice(
        "Nama situs tidak ditemukan.",
        _LOST,
        "Mohon periksa apakah domain masih aktif dan catatan DNS-nya benar.",
    ),
    "refused": Advice(
        "Server menolak atau memutus sambungan.",
        _LOST,
        "Mohon periksa apakah server web berjalan dan tembok api tidak menutup porta 443.",
    ),
    "tls": Advice(
        "Sertifikat HTTPS salah, kedaluwarsa, atau rantainya tidak lengkap.",
        "Peramban dan pembaca berita menolak situs dengan sertifikat seperti ini.",
        "Mohon perbarui sertifikat dan pasang rantai lengkapnya (fullchain), bukan hanya sertifikat situs.",
    ),
    "tls_expired": Advice(
        "Masa berlaku sertifikat HTTPS sudah habis atau belum mulai.",
        _LOST,
        "Mohon perbarui sertifikat, lalu pasang pembaruan otomatis. Periksa juga jam server.",
    ),
    "tls_wrong_host": Advice(
        "Sertifikat HTTPS itu milik nama situs lain.",
        _LOST,
        "Mohon terbitkan sertifikat yang memuat nama situs ini, dengan dan tanpa www.",
    ),
    "tls_self_signed": Advice(
        "Sertifikat HTTPS dibuat sendiri, bukan oleh penerbit yang dipercaya.",
        _LOST,
        "Mohon pasang sertifikat dari penerbit yang diakui; yang gratis pun cukup, misalnya dari Let’s Encrypt.",
    ),
    "tls_incomplete": Advice(
        "Rantai sertifikat HTTPS tidak lengkap (perantaranya tidak ikut dikirim) atau penerbitnya tidak dikenal.",
        "Peramban sering menutupi kekurangan ini, sedangkan program lain menolak situsnya.",
        "Mohon pasang berkas rantai lengkap (fullchain.pem), bukan hanya sertifikat situs (cert.pem).",
    ),
    "downgrade": Advice(
        "Situs mengalihkan dari https turun ke http.",
        _LOST,
        "Mohon ubah alamat situs ke https; pada WordPress di Pengaturan, Umum, kedua kolom alamat.",
    ),
    "login": Advice(
        "Situs meminta nama pengguna dan kata sandi (401).",
        _LOST,
        "Mohon buka alamat feed untuk umum, tanpa kata sandi.",
    ),
    "challenge": Advice(
        "Tembok api situs menyodorkan halaman pemeriksaan peramban.",
        "Halaman seperti itu hanya dapat dilewati manusia, jadi beritanya tidak terbaca.",
        "Mohon kecualikan alamat feed dan robot “Kentongan” dari pemeriksaan pada Cloudflare atau tembok api lain.",
    ),
    "suspended": Advice(
        "Akun hosting ditangguhkan atau domainnya kedaluwarsa.",
        _LOST,
        "Mohon hubungi penyedia hosting atau pengelola domain, biasanya soal perpanjangan.",
    ),
    "error_page": Advice(
        "Yang kami terima halaman galat dari program situs, dengan status seolah-olah berhasil.",
        _LOST,
        "Mohon periksa catatan galat PHP dan sambungan basis data, terutama sesudah pembaruan pengaya.",
    ),
    "maintenance": Advice(
        "Situs sedang dalam mode pemeliharaan.",
        _LOST,
        "Mohon akhiri mode pemeliharaan; pada WordPress hapus berkas .maintenance yang tertinggal.",
    ),
    "script_page": Advice(
        "Yang kami terima halaman kosong yang baru diisi oleh skrip di peramban.",
        _LOST,
        "Mohon sediakan alamat RSS yang langsung berisi XML, tanpa skrip.",
    ),
    "timeout": Advice(
        "Situs tidak selesai menjawab dalam satu menit.",
        _LOST,
        "Mohon periksa beban server dan pasang tembolok (cache) untuk halaman feed.",
    ),
    "too_big": Advice(
        "Feed lebih besar daripada yang kami baca (2 MB).",
        _LOST,
        "Mohon batasi feed pada 10 sampai 20 berita terbaru.",
    ),
    "redirects": Advice(
        "Situs mengalihkan berputar-putar atau turun dari https ke http.",
        _LOST,
        "Mohon perbaiki aturan pengalihan agar alamat feed langsung menuju isinya lewat https.",
    ),
    "coding": Advice(
        "Data termampatkan rusak.",
        _LOST,
        "Mohon periksa pengaturan kompresi (gzip) pada server atau CDN.",
    ),
    "gone": Advice(
        "Situs menyatakan feed ini sudah dihapus (410).",
        _LOST,
        "Mohon beri tahu alamat feed yang baru.",
    ),
    "not_found": Advice(
        "Halaman feed tidak ada (404).",
        _LOST,
        "Mohon aktifkan kembali feed; pada WordPress alamatnya /feed/.",
    ),
    "denied": Advice(
        "Situs melarang kami membaca (401 atau 403), biasanya oleh tembok api.",
        _LOST,
        "Mohon izinkan robot dengan nama “Kentongan” membaca alamat feed.",
    ),
    "too_many": Advice(
        "Situs meminta kami lebih jarang membaca (429).",
        "Berita bisa terlambat, tetapi tidak hilang.",
        "Mohon longgarkan batas untuk alamat feed; kami membaca paling sering empat kali sejam.",
    ),
    "server": Advice(
        "Server situs mengalami galat (5xx).",
        _LOST,
        "Mohon periksa catatan galat server pada saat itu.",
    ),
    "status": Advice("Situs memberi jawaban yang tidak lazim.", _LOST, "Mohon periksa alamat feed di peramban."),
    "protocol": Advice(
        "Jawaban situs tidak mengikuti aturan web.",
        _LOST,
        "Mohon periksa server web atau CDN di depannya.",
    ),
    "empty": Advice("Situs menjawab dengan halaman kosong.", _LOST, "Mohon periksa galat PHP pada halaman feed."),
    "html": Advice(
        "Yang kami terima halaman web biasa, bukan feed.",
        _LOST,
        "Mohon beri alamat RSS-nya, atau aktifkan RSS; pada WordPress alamatnya /feed/.",
    ),
    "not_xml": Advice("Isinya bukan RSS atau Atom.", _LOST, "Mohon beri alamat RSS situs ini."),
    "no_feed": Advice("Isinya XML, tetapi bukan RSS atau Atom.", _LOST, "Mohon beri alamat RSS situs ini."),
    "broken_off": Advice(
        "Feed terputus sebelum berita pertamanya.",
        _LOST,
        "Mohon periksa galat PHP atau batas waktu di server yang memotong feed.",
    ),
    "too_slow": Advice(
        "Feed terlalu berat untuk diurai.",
        _LOST,
        "Mohon periksa apakah ada isi yang disusupkan atau berulang ribuan kali.",
    ),
    "crashed": Advice("Feed rusak sehingga tidak dapat diurai.", _LOST, "Mohon uji feed dengan validator RSS."),
    "no_entries": Advice(
        "Feed terbaca, tetapi tidak berisi satu berita pun.",
        _LOST,
        "Mohon periksa pengaturan jumlah berita dalam feed dan kategori yang ditampilkan.",
    ),
    "hijacked": Advice(
        "Ada isi yang tampak disusupkan peretas.",
        "Situs kemungkinan diretas. Isi seperti ini kami tahan dan tidak kami kirim.",
        "Mohon segera periksa situs: hapus isi susupan, perbarui pengaya, ganti kata sandi, dan lapor ke CSIRT.",
    ),
    "foreign_redirect": Advice(
        "Feed dialihkan ke domain lain.",
        "Domain bisa kedaluwarsa atau diretas, jadi isinya kami tahan.",
        "Mohon pastikan pengalihan itu memang disengaja, dan beri tahu alamat yang baru.",
    ),
    "moved": Advice(
        "Feed pindah ke alamat lain di situs yang sama.",
        "Kami mengikutinya; alamat baru dicatat setelah lima kali terbukti.",
        "Tidak ada yang perlu dilakukan.",
    ),
    "plain_http": Advice(
        "Situs masih memakai http tanpa pengamanan.",
        "Isinya dapat diubah orang di tengah jalan tanpa ketahuan.",
        "Mohon pasang HTTPS; sertifikatnya gratis, misalnya dari Let’s Encrypt.",
    ),
    "slow": Advice(
        "Situs menjawab sangat lambat.",
        "Bila makin lambat, berita tidak terbaca.",
        "Mohon pasang tembolok untuk halaman feed.",
    ),
    "heavy": Advice(
        "Feed sangat besar.",
        "Setiap pembacaan membebani server situs sendiri.",
        "Mohon batasi feed pada 10 sampai 20 berita terbaru.",
    ),
    "no_validators": Advice(
        "Situs tidak memberi ETag ataupun Last-Modified.",
        "Setiap pembacaan mengunduh seluruh feed, jadi kami hanya membacanya sejam sekali.",
        "Mohon aktifkan ETag atau Last-Modified untuk alamat feed pada server atau CDN.",
    ),
    "charset": Advice(
        "Pengodean huruf yang dinyatakan tidak sesuai dengan isinya.",
        "Kami menebaknya; huruf tertentu bisa salah.",
        "Mohon kirim feed sebagai UTF-8 dan nyatakan UTF-8.",
    ),
    "junk": Advice(
        "Ada tulisan lain sebelum XML, biasanya peringatan PHP.",
        "Banyak pembaca feed lain akan menolaknya.",
        "Mohon matikan display_errors dan perbaiki peringatan yang muncul di awal feed.",
    ),
    "broken_xml": Advice(
        "Susunan XML feed rusak, biasanya karena tanda & atau < yang tidak ditulis sebagai &amp; atau &lt;.",
        "Kami masih membacanya, tetapi sebagian isi bisa hilang, dan banyak pembaca lain menolaknya.",
        "Mohon uji feed di validator.w3.org/feed dan perbaiki baris yang ditunjuk.",
    ),
    "torn": Advice(
        "Feed terputus di tengah jalan.",
        "Berita terakhir dalam dokumen itu kami lewatkan sampai utuh.",
        "Mohon periksa batas waktu dan memori PHP pada halaman feed.",
    ),
    "undated": Advice(
        "Ada berita tanpa tanggal yang dapat dibaca.",
        "Berita itu kami anggap terbit saat pertama kali terlihat.",
        "Mohon tulis pubDate menurut RFC 822, misalnya: Tue, 06 Oct 2026 09:10:00 +0700.",
    ),
    "future": Advice(
        "Ada berita bertanggal di masa depan.",
        "Biasanya zona waktu situs salah; kami memakai waktu saat terlihat.",
        "Mohon setel zona waktu situs ke Asia/Jakarta, Asia/Makassar, atau Asia/Jayapura.",
    ),
    "zone": Advice(
        "Tanggal berita mendahului jam yang sebenarnya: waktu setempat ditulis sebagai UTC.",
        "Urutan berita bisa keliru; kami memakai waktu saat terlihat.",
        "Mohon setel zona waktu situs, bukan jamnya; pada WordPress di Pengaturan, Umum: Jakarta, Makassar, "
        "atau Jayapura.",
    ),
    "stale_cache": Advice(
        "Tembolok di depan situs menahan feed selama berjam-jam.",
        "Berita baru terlambat terbaca.",
        "Mohon setel masa simpan (max-age) alamat feed paling lama 15 menit.",
    ),
    "wrong_type": Advice(
        "Feed dikirim dengan jenis isi text/html.",
        "Sebagian pembaca feed menolaknya.",
        "Mohon kirim feed dengan Content-Type application/rss+xml.",
    ),
    "silent": Advice(
        "Sudah lama tidak ada berita baru.",
        "Mungkin feed ini tidak diperbarui lagi.",
        "Mohon pastikan feed ini masih dipakai, atau beri tahu yang baru.",
    ),
    "shared_links": Advice(
        "Beberapa berita memakai tautan yang sama.",
        "Warga tidak dapat membuka berita yang dimaksud.",
        "Mohon isi tautan setiap berita dengan alamat halamannya sendiri.",
    ),
    "no_identity": Advice(
        "Ada berita tanpa guid dan tanpa tautan.",
        "Kami mengenalinya dari judul saja; bila judul diubah, berita bisa terkirim dua kali.",
        "Mohon isi guid atau link pada setiap berita.",
    ),
    "no_link": Advice(
        "Ada berita tanpa tautan.",
        "Warga tidak dapat membuka berita selengkapnya.",
        "Mohon isi link setiap berita dengan alamat halamannya.",
    ),
    "internal": Advice(
        "Terjadi kesalahan di pihak kami saat membaca feed ini.",
        _LOST,
        "Tidak ada yang perlu dilakukan pengelola situs; teruskan kepada pengelola layanan ini.",
    ),
    "teasers": Advice(
        "Feed hanya memuat cuplikan.",
        "Ringkasan kami jadi lebih pendek.",
        "Mohon pilih “teks lengkap” pada pengaturan feed.",
    ),
}
