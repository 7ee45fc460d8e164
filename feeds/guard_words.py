"""The words that the hijack guard weighs, by what they tell. Data only; `feeds.guard` says how they add up.

Gathered from how gambling, pharmacy, adult, loan and forgery spam is worded in Indonesian and in the languages of
the crews that break into Indonesian sites; no list of others was copied. A phrase is plain lower case words. Points:
6 is said by adverts only, 3 by adverts far more often than by news, 1 or 2 means something beside other words.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: reason code -> points -> phrases, divided by commas.
ADVERTISED: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "gambling_words": {
            6: """
                slot online, slot server, slot thailand, slot kamboja, slot resmi, slot terpercaya,
                slot terbaik, slot terbaru, slot gampang, slot mudah, slot maxwin, slot hoki, slot dana, slot ovo,
                slot gopay, slot qris, slot pulsa, slot telkomsel, slot deposit, slot depo, slot bonus, slot demo,
                demo slot, situs slot, link slot, agen slot, bandar slot, daftar slot, login slot, akun slot,
                bocoran slot, pola slot, turnamen slot, slot pg, slot pragmatic, main slot online, slotter,
                maxwin, maxwim, pola gacor, pola maxwin, jam gacor, situs gacor, link gacor,
                rtp live, live rtp, rtp slot, rtp tertinggi, bocoran rtp, anti rungkad, scatter hitam, petir merah,
                akun pro, gates of olympus, starlight princess, sweet bonanza, swert bonanja, wild west gold,
                mahjong ways, mahjong wins, wild bandito, aztec gems, kakek zeus, buy spin, pragmatic play, pg soft,
                togel online, situs togel, bandar togel terpercaya, agen togel, togel resmi, togel terpercaya,
                prediksi togel, prediksi hk, prediksi sgp, prediksi sydney, prediksi sdy, prediksi macau,
                bocoran hk, bocoran sgp, bocoran togel, angka jitu, angka main, angka ikut, togel jitu, shio jitu,
                colok bebas, colok macau, bbfs, paito, live draw, toto macau, togel macau, toto online, toto slot,
                situs toto, bandar toto, agen toto, toto togel, toto 4d, togel 4d, data sgp, data hk, data sydney,
                data macau, keluaran hk, keluaran sgp, pengeluaran hk, pengeluaran sgp, result hk, result sgp,
                taiwan pools, sydney pools, hongkong pools, erek erek, syair hk, syair sgp, syair sdy,
                agen judi, bandar judi terpercaya, situs judi terpercaya, judi online terpercaya, judi online resmi,
                slot online terpercaya, judi terpercaya, judi terbaik, judi resmi, judi terbesar, judi bola terbaik, judi bola terbesar,
                judi bola terpercaya, judi bola resmi, situs judi bola, situs judi terbaik, situs judi terbesar, agen bola, bermain slot online, permainan slot online, mix parlay, sportsbook, sbobet, sabung ayam online, odds terbaik, judi slot terbaik, slot progresif, jackpot progresif, lisensi pagcor,
                pagcor, baccarat, tembak ikan uang asli,
                live casino, casino online, situs casino, live kasino, kasino online, kasino daring terbaik, situs kasino,
                return to player, ceme, capsa susun, baccarat online, poker uang asli, pasaran togel, toto macau,
                arisan online, dominoqq, domino qq, bandarqq, bandar qq, bandarq, aduq,
                capsa susun, agen poker, situs poker, poker qq, freebet, free bet, bonus new member,
                bonus rollingan, bonus turnover, garansi kekalahan, to kecil, freechip, server luar negeri
            """,
            8: """
                jepe, jepey, jepek, wede, wedey, gacir, gicir, gacur, sketer, sekater, seketer, mekswin, mekswen,
                ertepe, slot gacor
            """,
            4: """
                togel hongkong, togel singapura, togel singapore, togel sydney, togel kamboja, kode alam, buku mimpi,
                kode syair, poker online, tembak ikan, meron, sicbo, dragon tiger, blackjack, over under, bettor,
                winrate, win rate, free spin, freespin, spin gratis, putaran gratis, rollingan, rungkad,
                rungkat, gampang menang, gampang maxwin, deposit pulsa, game slot, petir x500, zeus x500,
                double chance, live dealer, bola rolet, pasang bet, naikkan bet, minimal bet, bet kecil, slot bet,
                pasaran bola, pasaran handicap, perkalian x, crash game, angka mati, angka kembar,
                kepala ekor, lotto, sdy, sgp, angka keramat, angka hoki, angka togel, nomor jitu, nomor togel, bocoran angka,
                angka tembus, angka bocoran, pasang angka, pasang nomor, tebak angka, jp paus, main slot, bermain slot, slot, gacor, scatter, jackpot, jakpot,
                togel, rtp, spin, big win, permainan slot, mesin slot, video slot, casino, kasino, parlay, capsa
            """,
            3: """
                rolet, roulette, poker, situs judi, judi bola, taruhan bola, casino langsung, bandar togel, keluaran sdy,
                pasaran togel, macau, domino, kode promo, jadi bandar, menjadi bandar
            """,
            2: """
                taruhan, judi slot, sabung ayam, mahjong, olympus, zeus, voor, 4d,
                aviator, bandar kami, jp, meja judi, dealer, bet, handicap
            """,
            1: "judi, judi online, chip, pasaran, gates, petir, pola, toto, bandar, 2d, 3d, lotre, putaran",
        },
        "gambling_foreign": {
            6: """
                kasyno, crypto casino, crypto casinos, live casino, casino bonus, online casino, no deposit bonus, free spins, online slots, sports betting, free bets, online gambling,
                deneme bonusu, canli bahis, bahis siteleri, casino siteleri, bahis, nha cai, no hu, ca cuoc, tai xiu,
                cassino online, caca niqueis, apostas esportivas, casino en linea, tragamonedas, apuestas deportivas
            """,
            3: """
                betting, bookmaker, welcome bonus, real money slots, real money, gambling, cassino, apostas, apuestas,
                bonusu, siteleri, canli casino, rulet, slot oyunlari, bono, bonus gratis, promo code
            """,
        },
        "pharma": {
            6: """
                viagra, cialis, levitra, kamagra, tramadol, xanax, zolpidem, phentermine, oxycodone, modafinil, adderall,
                no rx, without rx, without prescription, no prescription, online pharmacy, generic pills,
                pembesar alat vital, pembesar penis, obat perangsang, perangsang wanita, hammer of thor,
                jual obat kuat, jual obat aborsi, jual cytotec, jual obat penggugur, tuntas tanpa kuret, tanpa kuret
            """,
            3: """
                resep dokter tidak diperlukan, tanpa resep, obat kuat, obat aborsi, cytotec, penggugur kandungan, alat vital, sildenafil, pria tahan lama,
                tanpa efek samping, cheap generic, obat pelangsing, obat bius
            """,
        },
        "adult": {
            6: """
                bokep, bokeb, porno streaming, porn, xxx, hentai, film semi, jav uncensored, uncensored,
                escorts, escort service, sex cams, live cams, call girl, call girls, sex videos, free sex, nude, pijat plus plus,
                pijat plus, video bugil, foto bugil, cewek bisyar, vcs, open bo ready, hardcore
            """,
            3: """
                video syur, syur, no sensor, naked, cams, open bo, video mesum, escort, mesum, bugil, jav, short time, cewek cantik, tanpa sensor,
                skandal mahasiswi, janda muda, terapis muda, porno, sex, sub indo, khusus 18, bispak
            """,
        },
        "loan": {
            6: """
                tanpa bi checking, payday loan, payday loans, cash advance, bad credit, no credit check, dana gaib,
                uang gaib, bank gaib, pesugihan, gestun, joki pinjol, jasa pinjol, instant approval, galbay,
                robot trading, profit pasti, profit harian, cepat kaya, same day cash, double your bitcoin, we double it, guaranteed profit, binary options, forex robot, trading signals
            """,
            3: """
                langsung cair, pinjaman online, pinjaman cepat, tanpa jaminan, dana cepat, butuh dana, pinjol,
                tanpa survei, cair dalam, limit paylater, personal loans, tanpa risiko, dijamin profit, bitcoin, passive income, tanpa tumbal
            """,
        },
        "counterfeit": {
            6: """
                replica watches, swiss replica, fake watches, kw super, grade ori, mirror quality, super mirror,
                jual ijazah, jasa pembuatan ijazah, jasa pembuatan sim, jasa pembuatan ktp, jasa ijazah, jual uang palsu, uang palsu kualitas, lolos sinar uv,
                bayar setelah jadi, jual backlink, jasa backlink, backlink pbn, jasa seo, jual followers, write my essay,
                essay writing service, dissertation help, buy term papers, designer handbags, jual akun
            """,
            3: "replica, tas branded, essay writing, term papers, backlink, jasa pembuatan, plagiarism free",
        },
        "defaced": {
            10: "hacked by, defaced by, pwned by, owned by anonymous, touched by, was here admin",
            5: "greetz, pwned, we are legion, expect us, patch your system, security is low, cyber army, root access",
        },
    }
)

#: Adverts address a buyer. These count only beside one of the words above, and at most as much as those.
PROMOTION: Mapping[int, str] = MappingProxyType(
    {
        4: """
            daftar sekarang, link alternatif, link login, link daftar, daftar di link, klaim bonus, klaim sekarang,
            minimal deposit, minimal depo, min depo, depo minimal, deposit minimal, deposit dana, deposit qris,
            depo dana, tanpa potongan, modal receh, pasti dibayar, dibayar lunas, dibayar kontan, main sekarang,
            gabung sekarang, pasang sekarang, pesan sekarang, bonus deposit, bonus harian, bonus referral,
            saldo gratis, satu user id, wd cepat, cepat cair, langsung wd, langsung cair, order now, buy now,
            apply now, sign up now, sign up, register now, register today, free shipping, fast shipping, click here,
            bayar di tempat, rahasia terjamin, buruan, bosku, rezeki nomplok, menang besar, gas main, merapat
        """,
        3: """
            depo, deposit, withdraw, withdrawal, wd, cashback, freebet, klaim, new member, member baru, referral,
            terpercaya, hoki, cuan, cuan banget, modal kecil, user id, livechat, live chat, customer service,
            daftar di sini, daftar disini, link resmi, klik link, link di bio, jutaan rupiah, registrasi, login,
            garansi, harga murah, via whatsapp, lewat whatsapp, hubungi admin, chat admin, whatsapp admin, kemasan,
            uang asli, mudah menang, peluang menang, kemenangan, gampang, welcome bonus, cheap, lowest price, discreet,
            jangan tunda, menangkan, ongkir, dirahasiakan, harga promo, identitas pembeli, pesan lewat, order lewat,
            book now, sensasi, menang banyak, dapetin, jaya, gokil, mantul, nagih, gaspol
        """,
        2: """
            bonus, promo, saldo, member, pemain, permainan, gabung, bergabung, klik, diskon, main di, bermain di,
            nikmati, hadiah, pulsa, qris, dana ovo, gopay, ovo, linkaja, e wallet, modal, lisensi, whatsapp, telegram,
            rezeki, lancar jaya, menang, main, maen, gas, joss, mantap, recommended, situs, garansi uang, worldwide,
            mulu, pecah, banget, setor, ayo, yuk, raih, dijamin, daftarkan, isi data, dalam sekejap, tarif, ready, nego,
            ampuh, cod, ampuhnya, stok, sekarang juga
        """,
        1: "akun, kamu, sekarang, kunjungi, mari, terbukti, menanti, transfer, ribuan orang, kami, anda, segera, 24 jam, hari ini, malam ini, resmi, resminya, gratis, login, seru, platform, pengguna",
    }
)

#: Phrases with such a word that mean nothing: they are read first and taken out of the account.
INNOCENT = """
    anti rugi,    slot penerbangan, slot parkir, slot waktu, slot siaran, slot iklan, slot kartu, slot jabatan, slot terbang,
    slot kosong, slot peserta, tambah slot, tambahan slot, delapan slot, slot take off, murai gacor, burung gacor,
    kicau gacor, spin bike, spin off, top spin, scatter plot, pola asuh, pola makan, pola hidup, pola tanam, pola pikir, pola kerja,
    pola kemitraan, pola konsumsi, pola penanganan, pola pembinaan, pola ruang, pola pengasuhan, pola kebijakan,
    alat bet, bandar udara, bandar lampung, bandar jaya, ban dar, perjudian ayam, kasino warkop, bapak kasino
"""

#: The vocabulary of police, courts, intrusions and of those who fight gambling: `JUDGED_NEAR` points off for each one
#: near, `JUDGED_FAR` for each elsewhere in the text.
JUDGED = """
    polisi, kepolisian, polres, polresta, polrestabes, mapolres, polsek, polda, polri, kapolres, kapolsek, kapolda,
    wakapolda, kapolri, bhabinkamtibmas, reskrim, satreskrim, bareskrim, ditreskrimsus, densus, kombes, akbp, kompol,
    penyidik, penyidikan, menyidik, penyelidikan, menyelidiki, tersangka, terdakwa, pelaku, sindikat, komplotan,
    ditangkap, menangkap, tangkap, penangkapan, tertangkap, diringkus, meringkus, ringkus, diamankan, mengamankan,
    amankan, dibekuk, membekuk, bekuk, diciduk, ciduk, digerebek, menggerebek, gerebek, grebek, penggerebekan,
    dibongkar, membongkar, bongkar, diungkap, mengungkap, pengungkapan, dibubarkan, membubarkan, menyegel, disegel,
    disita, menyita, sita, sitaan, barang bukti, vonis, divonis, memvonis, didakwa, mendakwa, dakwaan, dituntut,
    menuntut, perkara, berinisial, omzet, omset, beromzet, kuasa hukum, pengacara, majelis hakim, banding, pengadilan,
    hakim, jaksa, kejaksaan, kejari, jpu, sidang, pidana, dipidana, pasal, kuhp, hukuman, dihukum, penegak hukum,
    penjara, dipenjara, lapas, pemasyarakatan, melarang, dilarang, larangan, terlarang, blokir, memblokir, diblokir,
    pemblokiran, menutup grup, tutup grup, memberantas, berantas, brantas, pemberantasan, diberantas, memerangi,
    perangi, lawan judi, melawan judi, ilegal, anti judi, antijudi, anti judol, antijudol, stop judi, stopjudi,
    bebas judi, tanpa judi, bahaya judi, dampak judi, kecanduan, adiksi, pecandu, penjudi, candu judi, terlilit,
    terjebak, menjebak, jebakan, jebak, iming iming, diiming imingi, tergiur, utang, rentenir, perceraian, bercerai,
    bunuh diri, komdigi, kominfo, bssn, csirt, ppatk, ojk, otoritas jasa, mui, khutbah, satgas, diretas, peretas,
    peretasan, meretas, dibajak, disusupi, disisipi, menyusup, terinfeksi, malware, kode tersembunyi, dipulihkan, kembali normal, berubah jadi, keamanan siber, patroli siber, hoaks, cek fakta, modus,
    penipuan, tertipu, menipu, jerat, dijerat, menjerat, terjerat, terjerumus, menjerumuskan, razia, operasi pekat,
    penertiban, satpol, dipecat, memecat, pemecatan, meresahkan, mencuri, perampok, perampokan, pencurian, membunuh,
    pembunuhan, menggelapkan, penggelapan, korupsi, pencucian uang, bpom, balai pom, tanpa izin, berhenti bermain,
    berhenti berjudi, judi daring, lapak judi, kriminal, haram, uu ite, konten judi, masa lalu, afiliator, judol, berjudi, perjudian, iklan judi,
    promosi judi, muatan judi, bermuatan judi, markas judi, korban judi, pemain judi, bandar judi, jaringan judi,
    kasus judi, main judi, bermain judi, akibat judi, utang judi, situs judi ilegal, asusila, prostitusi, muncikari, aplikasi judi, transaksi judi
"""

#: Said by who writes *about* these trades, hardly by who advertises them. Without any of them, the words of police and
#: caution belong to another story, and an advert was slipped into it.
TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "gambling": """
            judi, judi online, judol, berjudi, perjudian, penjudi, anti judi, antijudi, anti judol, antijudol, stop judi,
            stopjudi, bebas judi, tanpa judi, bahaya judi, dampak judi, konten judi, iklan judi, promosi judi, muatan judi,
            bermuatan judi, markas judi, korban judi, pemain judi, bandar judi, jaringan judi, kasus judi, main judi,
            bermain judi, akibat judi, aplikasi judi, transaksi judi, lawan judi, melawan judi, candu judi, utang judi, judi daring, lapak judi,
                        kecanduan, pecandu, diretas, peretas, peretasan, meretas, disusupi, disisipi, terinfeksi, malware, kode tersembunyi,
            kupon putih
        """,
        "others": """
            bpom, balai pom, izin edar, tanpa izin, asusila, prostitusi, muncikari, pinjol, ojk, otoritas jasa, palsu,
            tiruan, ilegal, tertipu, penipuan, diretas, peretas, peretasan, meretas
        """,
    }
)

#: Words of caution, learning and harm that stand in other news too; `CAUTIONED_NEAR` points off for each one near.
CAUTIONED = """
    korban, kasus, diduga, dugaan, saksi, tuntutan, putusan, inisial, terungkap, ungkap, hukum, sanksi, larang, cegah,
    mencegah, pencegahan, dicegah, tangkal, menangkal, bahaya, berbahaya, membahayakan, dampak, dampaknya, waspada,
    mewaspadai, waspadai, kewaspadaan, edukasi, sosialisasi, penyuluhan, penyuluh, literasi, kampanye, imbau,
    mengimbau, diimbau, imbauan, himbauan, menghimbau, mengingatkan, ingatkan, peringatan, memperingatkan, jauhi,
    menjauhi, hindari, menghindari, tolak, menolak, penolakan, depresi, konseling, konselor, psikolog, psikiater,
    kejiwaan, terapi, rehabilitasi, diskominfo, kementerian, ulama, ustaz, sisipan, siber, disinformasi, inspektorat,
    pecat, resah, keresahan, merugikan, kerugian, kehilangan, gelapkan, diperiksa, memeriksa, pemeriksaan,
    penyelundupan, memusnahkan, melaporkan, laporkan, melapor, dilaporkan, aduan, mengadukan, izin edar, palsu, tobat,
    dicoret, mencoret, pemberhentian, memberhentikan, diberhentikan, deklarasi, deklarasikan, mengawasi, pengawasan,
    mantan, dosa, undang undang, edaran, istilah, pelajar, peneliti, dosen, pakar, survei, wartawan, kronologi,
    orang tua, miskin, kemiskinan, merusak, rusak, hancur, menghancurkan, memburu, buron, tertib, stres, kalah,
    asn, hutang, rugi, merugi, kekalahan, cerai, lilitan, perangkap, redaksi, reporter, lapak, menyasar, sasaran, serangan,
    mengklaim, tangkapan layar, pesan moral, kenali, mengenali, diklaim, mengeluh, peladen, bajakan, mengeluhkan, dikeluhkan, keluhan, menyayangkan, menyesalkan, prihatin, memprihatinkan, keprihatinan, kapok, jera,
    insaf, tegur, menegur, ditegur, teguran, dihentikan, menghentikan, dibersihkan, dicatut, mencatut,
    digadaikan, menggadaikan, gadai, bangkrut, menyesal, sembarangan, tidak tergoda, pengamat, penelitian, kajian, gim anak, konten negatif
"""

#: Words of other worlds in which a word above means something else: song birds, flights, savings, sports.
ELSEWHERE = """
    burung, berkicau, kicau, murai, lovebird, kenari, perkutut, bandara, penerbangan, maskapai, parkir, nasabah, undian,
    notaris, tabungan, voli, badminton, bulu tangkis, ninja, atletik, marathon, vaksinasi, kuota, peserta, rekrutmen,
    universitas, sertifikat, drone, satelit, prosesor, memori
"""

#: The voice of reporting; 1 point off, few in all, because adverts put on this voice too.
REPORTED = """
    kata, katanya, ujar, ujarnya, menurut, mengatakan, menjelaskan, menegaskan, menyebut, tegas, tegasnya, jelas,
    jelasnya, bupati, wakil bupati, camat, kades, kepala desa, lurah, kepala dinas, dinas, warga, kecamatan,
    kabupaten, pemkab, pemerintah, dprd, kepala, petugas, siswa, sekolah, guru, keluarga, masyarakat, desa
"""

#: What brands put behind a made-up name, and how much it tells: gambling crews love these figures.
BRAND_FIGURES: Mapping[int, str] = MappingProxyType(
    {5: "77 777 88 888 8888 99 999 69 138 168 188 303 388 338 368 4d", 2: "33 44 55 66 78 89 98 123 128 289 328 365 5d"}
)
#: Ordinary words that stand right before a figure: "SMKN77", "pasal303", "HUT77".
NUMBERED = """
    pasal, ayat, nomor, tahun, hut, smk, smkn, sma, sman, smp, smpn, sdn, paket, kode, grup, unit, blok, type, tipe,
    seri, covid, cesium, angkatan, kloter, kelas, halaman, lampiran, tabel, gambar, km, rp, usd, jam, hari, pukul,
    nilai, survei, kurang, sebesar, sebanyak, total, sekitar, untuk, dari, hingga, dengan, yang, persen, gang, nik
"""
#: Endings of made-up names without a figure.
BRAND_ENDINGS = ("toto", "slot", "slots", "togel", "casino", "poker", "gacor", "maxwin", "jackpot")
#: The same, believed only of a word in disguise.
DISGUISED_ENDINGS = ("win", "bet", "play", "qq", "bola", "jitu", "hoki")
#: Words that are written with figures or signs for letters to be read past a word list: "t0gel", "sl*t", "g@cor".
STEMS = (
    "slot", "gacor", "togel", "toto", "judi", "maxwin", "jackpot", "jakpot", "casino", "poker", "scatter", "deposit",
    "online", "bokep", "porn",
)  # fmt: skip
#: Parts of host names that no honest host has.
HOST_STEMS = (
    "slot", "togel", "toto4d", "gacor", "maxwin", "judi", "casino", "kasino", "poker", "jackpot", "bandarq", "dominoq",
    "sbobet", "bet88", "bet77", "joker123", "totomacau", "linkalternatif", "scatter", "viagra", "cialis", "bokep", "porn",
)  # fmt: skip
#: Top-level domains that are cheap and hardly used by anyone an Indonesian regency links to.
CHEAP_DOMAINS = frozenset(
    [
        "xyz",
        "top",
        "vip",
        "icu",
        "click",
        "link",
        "bet",
        "casino",
        "win",
        "poker",
        "cyou",
        "sbs",
        "cfd",
        "rest",
        "monster",
        "buzz",
        "lol",
        "quest",
        "bond",
        "autos",
        "hair",
        "skin",
    ]
)
#: Hosts (and their subdomains) where regencies publish too.
KNOWN_HOSTS = frozenset(
    [
        "youtube.com",
        "youtu.be",
        "instagram.com",
        "facebook.com",
        "fb.com",
        "fb.me",
        "twitter.com",
        "x.com",
        "tiktok.com",
        "wa.me",
        "whatsapp.com",
        "t.me",
        "telegram.me",
        "linkedin.com",
        "google.com",
        "goo.gl",
        "forms.gle",
        "gstatic.com",
        "googleusercontent.com",
        "blogspot.com",
        "wordpress.com",
        "wp.com",
        "w.org",
        "wordpress.org",
        "wikipedia.org",
        "bit.ly",
        "s.id",
        "linktr.ee",
        "feedburner.com",
        "spotify.com",
        "zoom.us",
        "canva.com",
    ]
)
#: Gambling in scripts that a word list of Latin letters can't hold; searched as they stand.
FOREIGN_STEMS = (
    "สล็อต", "บาคาร่า", "คาสิโน", "หวย", "แทงบอล", "赌场", "百家乐", "投注", "老虎机", "彩金", "博彩", "赌博", "体育竞猜",
    "казино", "ставки", "букмекер", "фриспин", "игровые автоматы", "카지노", "토토", "바카라", "슬롯", "먹튀", "カジノ",
    "スーパーコピー", "激安", "सट्टा", "कैसीनो", "كازينو", "مراهن", "قمار",
)  # fmt: skip
#: The commonest words of two languages, to tell one from the other.
INDONESIAN = frozenset(
    """
    yang dan di ke dari untuk ini itu dengan pada dalam akan tidak adalah oleh para juga telah sudah bisa ada saat
    kami kita anda hari orang tahun kepada sebagai lebih secara saya
    """.split()
)
ENGLISH = frozenset(
    "the and of to in is for with your you our we are this that from or at on best get online now free no buy".split()
)
