"""From labelled examples to a model; the only floor that imports scikit-learn."""
