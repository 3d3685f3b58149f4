"""Which labels may be wrong? Prints the examples whose label the model, trained without them, contradicts.

    python -m benchmarks.label_errors

Confident learning (Northcutt et al., "Confident Learning: Estimating Uncertainty in Dataset Labels", 2021): an example
is suspect where another label is more probable than that label is on average for its own examples, and here also than
0.85. Each line: file and line, label, the other label, its probability, the text.
"""

import numpy as np

from mvs_classifier.model.labels import Label
from mvs_classifier.training.examples import read_shipped
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.measure.folds import cross_validate, fold_parts
from mvs_classifier.training.measure.metrics import probabilities

SURE = 0.85


def main() -> None:
    examples = read_shipped()
    order = [number for part in fold_parts(examples) for number in part]
    outcome = cross_validate(examples, Settings())
    chances = probabilities(outcome.logits)
    usual = np.array([chances[outcome.labels == label, label].mean() for label in range(len(Label))])
    other = chances.argmax(axis=1)
    sure = chances.max(axis=1)
    suspects = np.flatnonzero((other != outcome.labels) & (sure > np.maximum(usual[other], SURE)))
    for place in suspects[np.argsort(-sure[suspects])].tolist():
        example = examples[order[place]]
        verdict = list(Label)[other[place]]
        print(f"{example.file}:{example.line}\t{example.label}\t{verdict}\t{sure[place]:.2f}\t{example.text}")


if __name__ == "__main__":
    main()
