"""How well the customers of incidents on public status pages were told, and what our cadence would have done."""
