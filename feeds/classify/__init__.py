"""What an article is about, whether it can't wait, and what it announces. Pure; the words are in `rules.toml`."""
