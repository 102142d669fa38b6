"""What a message may say: rules as data, an engine that reads meaning from words, and findings that help the writer."""
