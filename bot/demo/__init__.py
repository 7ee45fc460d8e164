"""A show on one machine: sample regency sites on loopback, no account and no token."""
