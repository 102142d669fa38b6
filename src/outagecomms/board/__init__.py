"""The board that a commander watches: what is owed next in every incident, second by second."""
