"""Owed deliveries become sent messages: pacing, retrying, settling."""
