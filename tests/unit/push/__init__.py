"""Chains, and the machine doors behind fakes."""
