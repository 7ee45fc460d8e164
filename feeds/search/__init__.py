"""Finding stories by words: the citizens' query language, the index derived from the database, the ranking."""
