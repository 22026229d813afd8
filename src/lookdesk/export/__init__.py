"""Taking conversations out of the desk and back in."""
