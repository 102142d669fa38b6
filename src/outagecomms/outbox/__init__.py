"""Every message, kept before anything else is done with it."""
