"""Compares what lookdesk says through llama.cpp with what the reference model in ``transformers`` says."""
