"""Programs that make pictures and pages of the documentation."""
