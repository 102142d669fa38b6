"""Who is owed what, by when, and why. Pure: it takes the time as an argument and touches nothing."""
