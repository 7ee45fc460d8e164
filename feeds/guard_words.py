"""The words that the hijack guard weighs, by what they tell. Data only; `feeds.guard` says how they add up.

Gathered from how gambling, pharmacy, adult, loan and forgery spam is worded in Indonesian and in the languages of
the crews that break into Indonesian sites; no list of others was copied. A phrase is plain lower case words. Points:
6 and more is said by adverts only, 3 by adverts far more often than by other news, 1 or 2 counts beside other words.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Reason code (before the dot) -> points -> phrases, divided by commas.
ADVERTISED: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "gambling_words": {
            8: """
                ertepe, gacir, gacur, gicir, jepe, jepek, jepey, mekswen, mekswin, sekater, seketer, sketer,
                slot gacor, wede, wedey
            """,
            6: """
                aduq, agen bola, agen judi, agen poker, agen slot, agen taruhan, agen togel, agen toto, akun pro,
                akun slot, angka ikut, angka jitu, angka main, anti rungkad, arisan online, aztec gems, baccarat,
                baccarat online, bandar judi terpercaya, bandar qq, bandar slot, bandar togel terpercaya,
                bandar toto, bandarq, bandarqq, bbfs, bermain slot online, bocoran hk, bocoran rtp, bocoran sgp,
                bocoran slot, bocoran togel, bonus new member, bonus rollingan, bonus turnover, buy feature,
                buy spin, capsa susun, casino online, ceme, colok bebas, colok macau, daftar slot, data hk,
                data macau, data sgp, data sydney, demo slot, domino qq, dominoqq, erek erek, forum togel, free bet,
                freebet, freechip, gaple online, garansi kekalahan, gates of olympus, hasil hk, hasil macau,
                hasil sdy, hasil sgp, hasil sydney, hongkong pools, jackpot progresif, jam gacor, judi bola resmi,
                judi bola terbaik, judi bola terbesar, judi bola terpercaya, judi online resmi,
                judi online terpercaya, judi resmi, judi slot terbaik, judi terbaik, judi terbesar, judi terpercaya,
                kakek zeus, kasino daring terbaik, kasino online, keluaran hk, keluaran sgp, link gacor, link slot,
                lisensi pagcor, live casino, live draw, live kasino, live result, live rtp, login slot,
                mahjong ways, mahjong wins, main slot online, master togel, maxwim, maxwin, mix parlay,
                odds terbaik, pagcor, paito, pasang taruhan sekarang, pasaran togel, payline, pengeluaran hk,
                pengeluaran macau, pengeluaran sdy, pengeluaran sgp, pengeluaran sydney, pengeluaran togel,
                permainan slot online, petir merah, pg soft, poker qq, poker uang asli, pola gacor, pola maxwin,
                pola slot, pragmatic play, prediksi hk, prediksi macau, prediksi sdy, prediksi sgp, prediksi sydney,
                prediksi togel, provider slot, qiu qiu, qiuqiu, qq online, result hk, result sgp, return to player,
                rtp live, rtp slot, rtp tertinggi, sabung ayam online, sbobet, scatter hitam, server luar negeri,
                shio jitu, situs casino, situs gacor, situs judi bola, situs judi terbaik, situs judi terbesar,
                situs judi terpercaya, situs kasino, situs poker, situs slot, situs togel, situs toto, slot bonus,
                slot dana, slot demo, slot depo, slot deposit, slot gampang, slot gopay, slot hoki, slot kamboja,
                slot maxwin, slot mudah, slot online, slot online terpercaya, slot ovo, slot pg, slot pragmatic,
                slot progresif, slot pulsa, slot qris, slot resmi, slot server, slot telkomsel, slot terbaik,
                slot terbaru, slot terpercaya, slot thailand, slotter, sportsbook, starlight princess,
                sweet bonanza, swert bonanja, syair hk, syair sdy, syair sgp, syair togel, sydney pools,
                taiwan pools, taruhan online, tembak ikan uang asli, to kecil, togel 4d, togel jitu, togel macau,
                togel online, togel resmi, togel terpercaya, total odds, toto 4d, toto macau, toto online,
                toto slot, toto togel, turnamen slot, wild bandito, wild west gold
            """,
            4: """
                angka 2d, angka 3d, angka 4d, angka bocoran, angka hoki, angka kembar, angka keramat, angka mati,
                angka tembus, angka togel, auto spin, autospin, beli fitur, bermain slot, bet kecil, bettor,
                big win, blackjack, bocoran angka, bola rolet, buku mimpi, capsa, casino, crash game, depo ceban,
                depo goceng, depo receh, depo seribu, deposit pulsa, double chance, dragon tiger, free spin,
                freespin, gacor, game slot, gampang maxwin, gampang menang, jakpot, jam hoki, jp paus, kasino, keno,
                kepala ekor, kode alam, kode syair, live dealer, lotto, main slot, meron, mesin slot, minimal bet,
                naikkan bet, nomor jitu, nomor togel, over under, parlay, pasang angka, pasang bet, pasang nomor,
                pasaran bola, pasaran handicap, perkalian x, permainan slot, petir x500, poker online, poltar,
                putaran gratis, remi online, rollingan, rtp slot hari ini, rungkad, rungkat, scatter, sdy, sgp,
                shio, sicbo, situs taruhan, slot, slot bet, spin, spin gratis, tebak angka, tembak ikan,
                texas holdem, togel, togel hongkong, togel kamboja, togel singapore, togel singapura, togel sydney,
                turbo spin, video slot, win rate, winrate, zeus x500
            """,
            3: """
                bandar togel, casino langsung, game judi, jadi bandar, judi bola, keluaran sdy, kode promo,
                menjadi bandar, odds, poker, rolet, roulette, situs judi, taruhan bola, uang asli gratis,
                volatilitas tinggi
            """,
            2: """
                4d, aviator, bandar kami, bet, dealer, depo, handicap, jackpot, jp, judi slot, mahjong, meja judi,
                olympus,
                sabung ayam, taruhan, voor, zeus
            """,
            1: """
                2d, 3d, bandar, chip, domino, gates, judi, judi online, lotre, macau, pasaran, petir, pola, putaran,
                rtp, toto
            """,
        },
        "gambling_words.foreign": {
            6: """
                apostas esportivas, apuestas deportivas, bahis, bahis siteleri, betting site, betting sites,
                ca cuoc, caca niqueis, canli bahis, casino bonus, casino en ligne, casino en linea, casino games,
                casino siteleri, cassino online, crypto casino, crypto casinos, deneme bonusu, free bets,
                free spins, freispiele, kasyno, machines a sous, match bonus, nha cai, no deposit bonus, no hu,
                online casino, online gambling, online slots, paris sportifs, pariuri, play slots, scommesse,
                slots online, spielautomaten, sports betting, sportsbook odds, tai xiu, tragamonedas
            """,
            3: """
                apostas, apuestas, betting, bono, bonus gratis, bonusu, bookmaker, canli casino, cassino, gambling,
                promo code, real money, real money slots, rulet, siteleri, slot oyunlari, welcome bonus
            """,
        },
        "pharma_words": {
            6: """
                adderall, cbd gummies, cialis, generic pills, hajar jahanam, hammer of thor, hydrocodone,
                jasa aborsi, jual cytotec, jual obat aborsi, jual obat kuat, jual obat penggugur, kamagra, levitra,
                modafinil, no prescription, no rx, obat perangsang, obat telat bulan, obat telat datang bulan,
                online pharmacy, oxycodone, pembesar alat vital, pembesar penis, perangsang wanita, phentermine,
                tanpa kuret, titan gel, tramadol, tuntas tanpa kuret, viagra, vimax, weight loss pills,
                without prescription, without rx, xanax, zolpidem
            """,
            3: """
                alat vital, cheap generic, codeine, cytotec, gastrul, misoprostol, obat aborsi, obat bius,
                obat kuat, obat pelangsing, ozempic, penggugur kandungan, pria tahan lama,
                resep dokter tidak diperlukan, sildenafil, steroids, tanpa efek samping, valium
            """,
        },
        "adult_words": {
            6: """
                bokep indo, bokep jepang, bokep terbaru, bokep viral, call girl, call girls, cewek bisyar,
                cewek panggilan, escort service, escorts,
                film bokep, film dewasa, film semi, foto bugil, free sex, hentai, janda kesepian, jav sub,
                jav uncensored,
                live cams, nonton bokep, nude, open bo ready, pijat panggilan, pijat plus, pijat plus plus, porn,
                porno streaming,
                semi korea, sex cams, sex videos, spa plus, tante girang, uncensored, vcs, video bokep, video bugil,
                video call sex, video dewasa, xnxx, xvideos, xxx
            """,
            3: """
                bispak, bokeb, bokep, bugil, cams, cewek cantik, escort, film panas, hardcore, include hotel,
                indo viral,
                janda muda, jav, khusus 18, mesum, naked, no sensor, open bo, plus plus, porno, sex, short time,
                skandal mahasiswi, sub indo, syur, tanpa sensor, teman kencan, terapis cantik, terapis muda,
                video mesum, video syur
            """,
        },
        "loan_words": {
            6: """
                bad credit, bank gaib, bersihkan bi checking, binary options, cash advance, cepat kaya, dana gaib,
                double your bitcoin, forex robot, gagal bayar pinjol, galbay, gestun, guaranteed profit,
                hapus data pinjol, hapus data slik, instant approval, jasa hacker, jasa pinjol, jasa skripsi,
                joki pinjol, joki skripsi, no credit check, payday loan, payday loans, pesugihan, profit harian,
                profit pasti, robot trading, sadap whatsapp, same day cash, tanpa bi checking, trading signals,
                uang gaib, we double it
            """,
            3: """
                angka gaib, bi checking, bitcoin, butuh dana, dana cepat, dijamin profit, dukun sakti, joki tugas,
                langsung cair, limit paylater, passive income, personal loans, pinjaman cepat, pinjaman kilat,
                pinjaman online, pinjol, tanpa jaminan, tanpa risiko, tanpa survei, tanpa tumbal
            """,
        },
        "counterfeit_words": {
            6: """
                backlink pbn, bayar setelah jadi, buy followers, buy term papers, cheap rolex, counterfeit money,
                designer handbags, dissertation help, essay writing service, fake passport, fake watches, grade ori,
                jasa backlink, jasa buku nikah, jasa followers, jasa ijazah, jasa pembuatan ijazah,
                jasa pembuatan ktp, jasa pembuatan sertifikat, jasa pembuatan sim, jasa seo, jual akun,
                jual backlink, jual followers, jual ijazah, jual uang palsu, kw super, lolos sinar uv,
                mirror quality, panel smm, replica watches, super mirror, swiss replica, uang palsu kualitas,
                write my essay
            """,
            3: "backlink, essay writing, jasa pembuatan, plagiarism free, replica, tas branded, term papers",
        },
        "defaced": {
            10: "defaced by, hacked by, owned by anonymous, pwned by, touched by, was here admin",
            5: "cyber army, expect us, greetz, patch your system, pwned, root access, security is low, we are legion",
        },
    }
)

#: Adverts address a buyer. These count only beside one of the words above, and at most as much as those.
PROMOTION: Mapping[int, str] = MappingProxyType(
    {
        4: """
            apply now, bayar di tempat, bonus deposit, bonus harian, bonus referral, bosku, buruan, buy now,
            cepat cair, click here, daftar di link, daftar sekarang, depo dana, depo minimal, deposit dana,
            deposit minimal, deposit qris, dibayar kontan, dibayar lunas, fast shipping, free shipping,
            gabung sekarang, gas main, klaim bonus, klaim sekarang, langsung wd, link alternatif, link daftar,
            link login, main sekarang, menang besar, merapat, min depo, minimal depo, minimal deposit, modal receh,
            order now, pasang sekarang, pasti dibayar, pesan sekarang, rahasia terjamin, register now,
            register today, rezeki nomplok, saldo gratis, satu user id, sign up, sign up now, tanpa potongan,
            wd cepat
        """,
        3: """
            book now, cashback, chat admin, cheap, cuan, cuan banget, customer service, daftar di sini,
            daftar disini, dapetin, deposit, dirahasiakan, discreet, gampang, garansi, gaspol, gokil, harga murah,
            harga promo, hoki, hubungi admin, identitas pembeli, jangan tunda, jaya, jutaan rupiah, kemasan,
            kemenangan, klaim, klik link, lewat whatsapp, link di bio, link resmi, live chat, livechat, login,
            lowest price, mantul, member baru, menang banyak, menangkan, modal kecil, mudah menang, nagih,
            new member, ongkir, order lewat, peluang menang, pesan lewat, referral, registrasi, sensasi, terpercaya,
            uang asli, user id, via whatsapp, wd, whatsapp admin, withdraw, withdrawal
        """,
        2: """
            ampuh, ampuhnya, ayo, banget, bergabung, bermain di, bonus, cod, daftarkan, dalam sekejap, dana ovo,
            dijamin, diskon, e wallet, gabung, garansi uang, gas, gopay, hadiah, isi data, joss, klik, lancar jaya,
            linkaja, lisensi, maen, main, main di, mantap, member, menang, modal, mulu, nego, nikmati, ovo, pecah,
            pemain, permainan, promo, pulsa, qris, raih, ready, recommended, rezeki, saldo, sekarang juga, setor,
            situs, stok, tarif, telegram, whatsapp, worldwide, yuk
        """,
        1: """
            24 jam, akun, anda, gratis, hari ini, kami, kamu, kunjungi, malam ini, mari, menanti, pengguna,
            platform, resmi, resminya, ribuan orang, segera, sekarang, seru, terbukti, transfer
        """,
    }
)

#: Phrases with such a word that mean nothing: they are read first and taken out of the account.
INNOCENT = """
    anti rugi, bandar jaya, bandar lampung, bandar udara, burung gacor, delapan slot, depo air, depo arsip,
    depo bbm, depo kereta, depo kontainer, depo pertamina, depo sampah, efek domino, kasino warkop, kicau gacor,
    murai gacor, olahraga domino, pola asuh, pola hidup, pola kebijakan, pola kemitraan, pola kerja, pola konsumsi,
    pola makan, pola pembinaan, pola penanganan, pola pengasuhan, pola pikir, pola ruang, pola tanam, roda spin,
    scatter plot, slot iklan, slot jabatan, slot kartu, slot kosong, slot parkir, slot penerbangan, slot peserta,
    slot siaran, slot take off, slot terbang, slot waktu, spin bike, spin off, spin wheel, tambah slot,
    tambahan slot, tanpa resep dokter, top spin, wheel spin
"""

#: The vocabulary of police, courts, intrusions and of those who fight gambling: `JUDGED_NEAR` points off for each one
#: near, `JUDGED_FAR` for each elsewhere in the text.
JUDGED = """
    adiksi, afiliator, akbp, akibat judi, aliran dana, amankan, anti judi, anti judol, anti slot, antijudi,
    antijudol, antinarkoba, antinarkotika, antislot, aplikasi judi, asusila, bahaya judi, balai pom, bandar judi,
    banding, barang bukti, bareskrim, bebas judi, bekuk, berantas, bercerai, berdamai, berhenti berjudi,
    berhenti bermain, berinisial, berjudi, bermain judi, bermuatan judi, beromzet, bertobat, berubah jadi,
    bhabinkamtibmas, blokir, bnn, bongkar, bpom, brantas, bssn, bukti, bunuh diri, buronan, candu, candu judi,
    cek fakta, ciduk, csirt, dakwaan, dampak judi, densus, diamankan, diatur bandar, dibajak, dibekuk, diberantas,
    diblokir, dibongkar, dibubarkan, diciduk, didakwa, digerebek, dihukum, diiming imingi, dijerat, dilarang,
    dipecat, dipenjara, dipergoki, dipidana, dipulangkan, dipulihkan, diretas, diringkus, disegel, disisipi, disita,
    disusupi, ditahan, ditangkap, ditreskrimsus, dituntut, diungkap, diversi, divonis, endorsement, gerebek, grebek,
    hakim, haram, hoaks, hukuman, iklan judi, ilegal, iming iming, jaksa, jaringan judi, jebak, jebakan, jerat, jpu,
    judi daring, judol, kapolda, kapolres, kapolri, kapolsek, kasus judi, kata kunci, kata sandi, keamanan siber,
    kecanduan, kejaksaan, kejari, kembali normal, kepolisian, ketagihan, khutbah, kode tersembunyi, kombes, komdigi,
    kominfo, komplotan, kompol, konten judi, korban judi, korbannya, korupsi, kriminal, kuasa hukum, kuhap, kuhp,
    lapak judi, lapas, larangan, lawan judi, main judi, majelis hakim, malware, mantan pejudi, mapolres, markas judi,
    masa lalu, melarang, melawan judi, membekuk, memberantas, memblokir, membongkar, membubarkan, membunuh, memecat,
    memerangi, memergoki, memulihkan, memvonis, menahan, menanam halaman, menangkap, mencuri, mendakwa, mengamankan,
    menggelapkan, menggerebek, mengungkap, menipu, menjebak, menjerat, menjerumuskan, menuntut, menutup grup,
    menyegel, menyelidiki, menyidik, menyita, menyusup, meresahkan, meretas, meringkus, mesin pencari, modus,
    muatan judi, mui, muncikari, ojk, omset, omzet, operasi pekat, otentikasi ganda, otoritas jasa, pasal,
    patroli siber, pecandu, pecandu slot, pejudi, pelaku, pelapor, pemain judi, pemasyarakatan, pemberantasan,
    pemblokiran, pembunuhan, pemecatan, pemulihan, penahanan, penampung, penangkapan, pencucian uang, pencurian,
    penegak hukum, penertiban, pengacara, pengadilan, penggelapan, penggerebekan, pengungkapan, penipu, penipuan,
    penjara, penjudi, penyalahgunaan, penyelidikan, penyidik, penyidikan, perampok, perampokan, perangi, perceraian,
    perdagangan orang, peretas, peretasan, perjudian, perkara, pidana, polda, polisi, polres, polresta, polrestabes,
    polri, polsek, ppatk, promosi judi, prostitusi, razia, rekening penampung, rentenir, reskrim, ringkus, sabu,
    satgas, satpol, satreskrim, sidang, sindikat, sita, sitaan, situs judi ilegal, stop judi, stopjudi, tangkap,
    tanpa izin, tanpa judi, taubat, tekor, terdakwa, tergiur, terinfeksi, terjebak, terjerat, terjerumus, terlarang,
    terlilit, tersangka, tertangkap, tertangkap tangan, tertipu, tipuan, transaksi judi, tutup grup, umpan, utang,
    utang judi, uu ite, vonis, vonisnya, wakapolda
"""

#: Said by who writes *about* these trades, hardly by who advertises them. Without any of them, the words of police and
#: caution belong to another story, and an advert was slipped into it.
TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "gambling": """
            akibat judi, anti judi, anti judol, anti slot, antijudi, antijudol, aplikasi judi, bahaya judi,
            bandar judi,
            bebas judi, berjudi, bermain judi, bermuatan judi, candu judi, dampak judi, diretas, disisipi, disusupi,
            iklan judi, jaringan judi, judi, judi daring, judi online, judol, kasus judi, kecanduan, ketagihan,
            kode tersembunyi, konten judi, korban judi, kupon putih, lapak judi, lawan judi, main judi, malware,
            markas judi, melawan judi, meretas, muatan judi, pecandu, pemain judi, penjudi, peretas, peretasan,
            perjudian, promosi judi, stop judi, stopjudi, tanpa judi, terinfeksi, transaksi judi, utang judi
        """,
        "others": """
            asusila, balai pom, bpom, diretas, ilegal, izin edar, meretas, muncikari, ojk, otoritas jasa, palsu,
            penipuan, peretas, peretasan, pinjol, prostitusi, tanpa izin, tertipu, tiruan
        """,
    }
)

#: Words of caution, learning and harm that stand in other news too; `CAUTIONED_NEAR` points off for each one near.
CAUTIONED = """
    aduan, ajari, apel, asn, bahas, bahaya, bajakan, bangkrut, begadang, berbahaya, berbohong, berduka, berjanji,
    buron, cegah, cerai, copot, dampak, dampaknya, deklarasi, deklarasikan, depresi, dibahas, dibakar,
    dibayar per klik, dibekukan, diberhentikan, dibersihkan, dibina, dicatut, dicegah, dicopot, dicoret, diduga,
    diedukasi, digadaikan, dihapus, dihentikan, diimbau, dijanjikan, dijemput orang tua, dikeluhkan, dikembalikan,
    diklaim, dilaporkan, dipanggil, diperiksa, disembunyikan, disinformasi, diskominfo, disponsori, ditandai,
    ditegur, ditemukan, ditertibkan, ditutup, dosa, dosen, dugaan, edaran, edukasi, gadai, gelapkan, gim anak,
    godaan, gugat cerai, hancur, himbauan, hindari, hukum, hutang, ikrar, imbau, imbauan, ingatkan, inisial, insaf,
    istilah, izin edar, jauhi, jemaah, jera, kabur, kaget, kajian, kalah, kampanye, kapok, karena penasaran, kasus,
    kata kunci, keberatan, kecurian, kehilangan, kejiwaan, kekalahan, keluhan, kementerian, kemiskinan, kenali,
    keprihatinan, keresahan, keringanan, kerugian, kerugiannya, kewaspadaan, khatib, khutbah, klarifikasi, konseling,
    konselor, konten negatif, korban, korban dijanjikan, kronologi, lapak, lapor, laporkan, larang, lenyap, lilitan,
    literasi, mantan, mediasi, melapor, melaporkan, melarikan diri, membahas, membahayakan, memberhentikan,
    memblokir, membohongi, memburu, memergoki, memeriksa, meminta maaf, memohon, memperingatkan, memprihatinkan,
    memungut, memusnahkan, menangkal, mencatut, mencegah, mencopot, mencoret, mendadak, mendampingi, menegur,
    menertibkan, mengadukan, mengajari, mengaku, mengakui, mengawasi, mengeluh, mengeluhkan, mengembalikan,
    mengenali, menggadaikan, menggugat, menghancurkan, menghapus, menghentikan, menghimbau, menghindari, mengimbau,
    mengingatkan, mengira, mengklaim, mengusir, menjanjikan, menjauhi, menjual barang, menolak, menutup, menuturkan,
    menyasar, menyayangkan, menyebarkan, menyerahkan bukti, menyesal, menyesalkan, menyindir, merugi, merugikan,
    merusak, mewaspadai, minta maaf, miskin, orang tua, pakar, palsu, pecat, peladen, pelajar, pemberhentian,
    pembinaan, pemeriksaan, penasaran, pencegahan, peneliti, penelitian, pengaduan, pengajian, pengakuan, pengamat,
    pengawasan, pengiklan, penolakan, penyalahguna, penyebar, penyelundupan, penyuluh, penyuluhan, perangkap,
    peringatan, pesan moral, polwan, prihatin, psikiater, psikolog, putusan, raib, redaksi, rehabilitasi, rektor,
    rektorat, reporter, resah, rugi, rusak, saksi, sanksi, santunan, sasaran, sembarangan, seminar, serangan, siber,
    sisipan, sosialisasi, stres, surat peringatan, surat pernyataan, survei, tak dikenal, takut, tangkal,
    tangkapan layar, tegur, teguran, terapi, tergoda, terkejut, terlilit, tertib, terungkap, terungkapnya,
    tidak tahu, tidak tergoda, tobat, tolak, tradisi, tuntutan, ulama, undang undang, ungkap, ustaz, viral karena,
    wartawan, waspada, waspadai, waspadalah
"""

#: Words of other worlds in which a word above means something else: song birds, flights, savings, sports.
ELSEWHERE = """
    atletik, badminton, bandara, berkicau, bulu tangkis, burung, donor darah, door prize, doorprize, drone,
    imunisasi, inspektorat, jalan sehat, kenari, kicau, kuota, kupon, lomba, lovebird, marathon, maskapai, memori,
    murai, nasabah, ninja, notaris, parkir, penerbangan, perkutut, peserta, posyandu, prosesor, rekrutmen, satelit,
    senam, sertifikat, spip, tabungan, turnamen domino, undian, universitas, vaksin, vaksinasi, voli
"""

#: The voice of reporting; 1 point off, few in all, because adverts put on this voice too.
REPORTED = """
    bidan, bupati, calon kades, camat, desa, dinas, dokter, dosen, dprd, guru, jelas, jelasnya, kabupaten, kades,
    kata, katanya, kecamatan, keluarga, kepala, kepala desa, kepala dinas, ketua rt, lurah, mahasiswa, masyarakat,
    menegaskan, mengatakan, menjelaskan, menurut, menyebut, panitia, pedagang, pegawai, pelajar, pemerintah, pemkab,
    petani, petugas, pns, sekolah, siswa, siswi, tegas, tegasnya, ujar, ujarnya, ustaz, wakil, wakil bupati, wali,
    wali murid, warga, wisatawan
"""

#: What brands put behind a made-up name, and how much it tells: gambling crews love these figures.
BRAND_FIGURES: Mapping[int, str] = MappingProxyType(
    {5: "77 777 88 888 8888 99 999 69 138 168 188 303 388 338 368 4d", 2: "33 44 55 66 78 89 98 123 128 289 328 365 5d"}
)
#: Ordinary words that stand right before a figure: "SMKN77", "pasal303", "HUT77".
NUMBERED = """
    angkatan, ayat, blok, cesium, covid, dari, dengan, gambar, gang, grup, halaman, hari, hingga, hut, jam, kelas,
    kloter, km, kode, kurang, lampiran, nik, nilai, nomor, paket, pasal, persen, pukul, rp, sdn, sebanyak, sebesar,
    sekitar, seri, sma, sman, smk, smkn, smp, smpn, survei, tabel, tahun, tipe, total, type, unit, untuk, usd, yang
"""
#: What is written right behind a brand's figure; anything else makes it somebody's user name.
BEHIND_BRANDS = _words(
    "alt alternatif apk bet bonus com daftar id link login net official promo resmi rtp slot vip win"
)
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
    "slot", "togel", "toto4d", "gacor", "maxwin", "judi", "casino", "kasino", "poker", "jackpot", "bandarq",
    "dominoq",
    "sbobet", "bet88", "bet77", "joker123", "totomacau", "linkalternatif", "scatter", "viagra", "cialis", "bokep",
    "porn",
)  # fmt: skip
#: Top-level domains that are cheap and hardly used by anyone an Indonesian regency links to.
CHEAP_DOMAINS = _words(
    """
    xyz top vip icu click link bet casino win poker cyou sbs cfd rest monster buzz lol quest bond autos hair skin
    """
)
#: Hosts (and their subdomains) where regencies publish too.
KNOWN_HOSTS = _words(
    """
    youtube.com youtu.be instagram.com facebook.com fb.com fb.me twitter.com x.com tiktok.com wa.me whatsapp.com
    t.me telegram.me linkedin.com google.com goo.gl forms.gle gstatic.com googleusercontent.com blogspot.com
    wordpress.com wp.com w.org wordpress.org wikipedia.org bit.ly s.id linktr.ee feedburner.com spotify.com zoom.us
    canva.com
    """
)
#: Gambling in scripts that a word list of Latin letters can't hold; searched as they stand.
FOREIGN_STEMS = (
    "สล็อต", "บาคาร่า", "คาสิโน", "หวย", "แทงบอล", "赌场", "百家乐", "投注", "老虎机", "彩金", "博彩", "赌博", "体育竞猜",
    "казино", "ставки", "букмекер", "фриспин", "игровые автоматы", "카지노", "토토", "바카라", "슬롯", "먹튀", "カジノ",
    "スーパーコピー", "激安", "सट्टा", "कैसीनो", "كازينو", "مراهن", "قمار",
)  # fmt: skip
#: The commonest words of two languages, to tell one from the other.
INDONESIAN = _words(
    """
    yang dan di ke dari untuk ini itu dengan pada dalam akan tidak adalah oleh para juga telah sudah bisa ada saat
    kami kita anda hari orang tahun kepada sebagai lebih secara saya
    """
)
ENGLISH = _words(
    "the and of to in is for with your you our we are this that from or at on best get online now free no buy"
)
