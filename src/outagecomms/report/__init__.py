"""How well customers were told, after the fact."""
