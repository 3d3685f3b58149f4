"""How much the page takes."""

MOST_CHARACTERS = 20_000
"""Of a posting that is pasted, with its title."""
MOST_LINES = 300
"""Of a posting that is pasted."""
MOST_MEBIBYTES = 200
"""Of a file that is dropped."""
