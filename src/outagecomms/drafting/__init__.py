"""From an incident to its drafts: what is known, what a person types, what is due, and the gate of tone."""
