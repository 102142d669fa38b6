"""The words: from an incident and its plan to messages. Pure, but for reading the templates."""
