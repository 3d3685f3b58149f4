"""From labelled examples to a model; the only layer that imports scikit-learn."""
