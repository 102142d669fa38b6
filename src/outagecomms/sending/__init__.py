"""Sending what is approved: turn by turn, over several connections, at a pace."""
