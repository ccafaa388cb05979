"""Pictures, sound and motion of masked copies at a constant rate: what video formats share."""
