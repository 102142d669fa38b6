"""Hand a kept message to the outside world, one recipient at a time, and say what became of it."""
