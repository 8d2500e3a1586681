"""What can be learnt from an assessment beyond its scores."""
