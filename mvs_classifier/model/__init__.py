"""From a text to a verdict: labels, the scorer, explanations, jobs, the model file."""
