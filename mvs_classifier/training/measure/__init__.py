"""How good a model is, and how far chance may move the figures."""
