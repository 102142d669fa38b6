"""Incidents as public status pages publish them: read into our own form, and written back, with nothing lost."""
