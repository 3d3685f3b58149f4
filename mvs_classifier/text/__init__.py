"""A text and its parts: normalisation, lines, n-grams, words."""
