"""From a release alone to a model: trainers' libraries only, nothing of Sonmat is imported."""
