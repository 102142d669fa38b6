"""The customer, heard: what they tell us goes into the log, and what the leader says to them comes out of it."""
