"""After the fix: what we learned, what we change and by when, and whether the incident is closed."""
