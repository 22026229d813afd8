"""Trains a nano Qwen3-VL that really looks: it reads a number and names the background's colour."""
