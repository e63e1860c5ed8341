"""Contexts, scenarios, run settings and evidence: plain data, read by ``experiments/configure.py``."""
