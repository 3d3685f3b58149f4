"""Tables read and written, format by format."""
