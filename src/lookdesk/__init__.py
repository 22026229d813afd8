"""lookdesk: answers questions about customers' photos on your own machines."""

__version__ = "0.1.0"
