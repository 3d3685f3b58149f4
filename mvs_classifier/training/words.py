"""Words that messages of a training are made of, in the language that is spoken."""

from mvs_classifier.i18n import N_

FIGURES = (
    N_("accuracy"),
    N_("macro_f1"),
    N_("f1_marketing"),
    N_("f1_sales"),
    N_("f1_both"),
    N_("f1_neither"),
    N_("kappa"),
    N_("log_loss"),
    N_("calibration_error"),
    N_("jobs_accuracy"),
    N_("jobs_false_alarms"),
    N_("jobs_missed"),
    N_("jobs_calibration_error"),
)
"""The names of figures, as messages."""
