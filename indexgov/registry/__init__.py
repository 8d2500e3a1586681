"""The methodology: the registry language, its rules, and the reader of `indicators.yaml`."""
