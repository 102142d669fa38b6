"""Pages to open from disk: one HTML file each, with nothing fetched and nothing that runs."""
