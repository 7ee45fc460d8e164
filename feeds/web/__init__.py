"""The only way out to the web: the address guard and the fetcher."""
