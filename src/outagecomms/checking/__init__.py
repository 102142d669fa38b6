"""Check what people write before it is used: templates, incident files, finished messages."""
