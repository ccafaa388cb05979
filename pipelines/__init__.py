"""Understand, judge, give out: stages are pure functions from values to values."""

import os

# From 1.29 on onnxruntime sends what it does to Microsoft unless this stands before its import.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
