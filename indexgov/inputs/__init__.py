"""The readers of a dataset: territories, evidence, estimates, survey."""
