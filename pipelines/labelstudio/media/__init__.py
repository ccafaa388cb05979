"""The readable copies that annotators are shown: where they lie, and what may lie there."""
