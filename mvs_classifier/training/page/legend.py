"""What the figures of a report are called, and what they mean."""

from mvs_classifier.i18n import N_

FIGURES = {
    "accuracy": N_("Accuracy"),
    "macro_f1": N_("Macro-F1"),
    "calibration_error": N_("Calibration error"),
    "log_loss": N_("Log-loss"),
}
"""The names of the figures that are not of one label."""

LEGEND = (
    (N_("Accuracy"), N_("The part of the texts whose verdict is the true label.")),
    (
        N_("F1 of a label"),
        N_(
            "The harmonic mean of precision (of the texts that got the label, the part that is of it) and recall (of "
            "the texts of the label, the part that got it). 1 is best. A label that no text has and no verdict "
            "gives has no F1."
        ),
    ),
    (
        N_("Macro-F1"),
        N_("The mean of the F1 of all labels that have one, so that a rare label counts as much as a frequent one."),
    ),
    (
        N_("Calibration error"),
        N_(
            "The distance between confidence and accuracy, on average over tenths of confidence. With 0.03, of the "
            "texts of which the model is 80 % sure it is right on some 77 to 83 %."
        ),
    ),
    (
        N_("Log-loss"),
        N_(
            "The mean of the negative logarithm of the probability that the true label got. 0 is best; 1.386 is what "
            "equal probabilities give. An error hurts the more, the surer it was."
        ),
    ),
    (
        N_("95 % interval"),
        N_(
            "The texts were resampled with repetition {resamples:,} times and measured each time; 95 of 100 results "
            "are between the two numbers. Smaller differences may be chance. Texts that were written together are "
            "alike, and then chance has more room than this. The interval of the calibration error leans upwards, "
            "because drawing makes every tenth of confidence less even."
        ),
    ),
)
"""Terms and their meanings, as messages."""

OF_COMPARISONS = (
    (
        N_("Meaning of a difference"),
        N_(
            "Both models were measured on the same draws. Where the interval of their difference holds 0, chance alone "
            "may have made it: no clear difference."
        ),
    ),
)
"""The same where two models are compared."""

OF_WORDS = (
    (
        N_("Marked words"),
        N_(
            "{supporting} (orange, solid line) supports the verdict; {opposing} (blue, dotted line) supports the true "
            "label, and among the changes what the previous model said. The weight of a word is what it adds to the "
            "log-odds between the two; what weighs less than a tenth of the strongest is not marked. Texts are shown "
            "as given."
        ),
    ),
)
"""The same of the marks in texts."""
