"""What happened: the incident file, its facts and its log."""
