"""Adapters to the networks on which people read; each is the only importer of its library."""
