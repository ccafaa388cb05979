"""Generator of the narrated, synthetic demo recording and its exact ground truth."""
