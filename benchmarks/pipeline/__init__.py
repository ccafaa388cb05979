"""The whole way, measured against plain openai-whisper and plain mediapipe."""
