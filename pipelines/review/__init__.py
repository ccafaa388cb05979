"""People's judgement over machine output."""
