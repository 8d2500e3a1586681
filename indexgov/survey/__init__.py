"""The household survey: what was asked, and what the answers say."""
