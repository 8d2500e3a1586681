"""The readers of a dataset: territories, evidence, estimates, survey."""

from indexgov.inputs.dataset import load_dataset

__all__ = ["load_dataset"]
