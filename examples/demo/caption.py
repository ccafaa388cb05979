"""The words that are burnt into every frame and written into every file."""

CAPTION = "SYNTHETIC DEMO - generated scene and voice"
