"""See what customers would read: every kind of message, in every status and language, as pages to open from disk."""
