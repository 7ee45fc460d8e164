"""Untrusted bytes become data, inside a worker process that may be killed at any time."""
