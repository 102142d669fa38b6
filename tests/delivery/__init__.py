"""The ways out: SMTP against servers that misbehave, folders, and programs."""
