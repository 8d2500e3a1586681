"""What can be read out of an assessment: how a score came about, and what would change it."""
