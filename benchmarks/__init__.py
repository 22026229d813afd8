"""Measures lookdesk on this machine: ``make bench``, or ``python -m benchmarks speed`` for one part."""
