"""The panels of screens, one module each."""
