"""Settings shared by all tests."""

from __future__ import annotations

from hypothesis import settings

# The same examples on every machine and run: a red build must be red again for the one who looks into it.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")
