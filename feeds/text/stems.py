"""Words to search by: folded, without function words, stemmed. The only importer of `snowballstemmer`.

Snowball's Indonesian stemmer (Tala's rules, BSD) strips affixes by rule and has no word list, so it over- and
under-stems ("kebanjiran" gives "banjir", "mengetahui" gives "tahu"); a query is stemmed the same way, so what matters is that both
sides agree.
"""
