"""Many texts at once, on numpy."""
