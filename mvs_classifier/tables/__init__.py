"""Files of texts become files of labelled texts, row by row."""
