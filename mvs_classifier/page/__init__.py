"""The JSON service and the local page: all that needs a web framework."""
