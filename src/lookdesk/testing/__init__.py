"""Contracts: what every engine and every OCR must keep, as tests to inherit. They need pytest to run."""
