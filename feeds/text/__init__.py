"""Indonesian text: cleaning, sentences, dates and stems. Pure: no I/O, no clock."""
