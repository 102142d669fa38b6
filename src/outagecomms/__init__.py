"""outagecomms: what a company tells its customers while its service is down."""

__version__ = "0.1.0"
