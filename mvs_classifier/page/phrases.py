"""What the page says of verdicts, corrections and failures, in the language of the request."""

from collections.abc import Mapping

from mvs_classifier.i18n import N_, _
from mvs_classifier.model.labels import Label
from mvs_classifier.page.limits import MOST_CHARACTERS, MOST_LINES, MOST_MEBIBYTES
from mvs_classifier.page.posting import Shown
from mvs_classifier.page.problem import Problem

_NAMES = {
    Label.MARKETING: N_("marketing"),
    Label.SALES: N_("sales"),
    Label.BOTH: N_("marketing + sales"),
    Label.NEITHER: N_("neither"),
}
_HEADLINES = {
    Label.MARKETING: N_("This is marketing work"),
    Label.SALES: N_("This is sales work"),
    Label.BOTH: N_("This is both marketing and sales work"),
    Label.NEITHER: N_("This is neither marketing nor sales work"),
}
_SURE = {
    "very_sure": N_("very sure, {share}"),
    "quite_sure": N_("quite sure, {share}"),
    "not_sure": N_("not sure, {share}"),
    "taught": N_("as you taught it"),
    "nothing_to_judge": N_("There is nothing to judge in this text."),
    "no_known_words": N_("The model knows none of the words in this text."),
}
_TITLES = {
    "title_is_open": N_("The title does not say what the work is."),
    "title_is_unclear": N_("The title is too unclear to be compared with the duties."),
    "title_agrees": N_("The title says the same as the duties."),
}
_PROMISES: Mapping[str, str] = {
    Label.MARKETING: N_("marketing"),
    Label.SALES: N_("sales"),
    Label.BOTH: N_("marketing and sales"),
    Label.NEITHER: N_("other work"),
}
_DUTIES = {
    Label.MARKETING: N_("the duties are marketing"),
    Label.SALES: N_("the duties are sales"),
    Label.BOTH: N_("the duties are marketing and sales"),
    Label.NEITHER: N_("the duties are neither marketing nor sales"),
}
_PROBLEMS = {
    "file_too_large": N_("This file is too large. A file may have {size} MiB; mvs-classifier label takes larger ones."),
    "unreadable": N_("This file cannot be read in this way: {reason}"),
    "busy": N_("The model is being taught. Wait until that is done, or cancel it."),
    "file_gone": N_("This file is not here any more; only the last few are kept. Choose it again. Nothing was saved."),
    "labelled_anew": N_(
        "This file was labelled again, or is just being labelled. Nothing was saved; look at its rows again."
    ),
    "gone": N_("This correction is not there any more; it may have been taken back in another tab."),
    "store": N_("The store of models cannot be used: {reason}"),
    "forbidden": N_("This page is only for whoever started the program. Open the address that it printed."),
    "not_found": N_(
        "There is nothing at this address. If you had a posting here, paste it again; your corrections are kept."
    ),
    "too_large": N_("This text is too long. A posting may have {characters:,} characters and {lines} lines."),
    "bad_request": N_("The request was incomplete or wrong. Nothing was changed."),
    "not_kept": N_("The correction could not be saved: {reason}"),
    "internal": N_("The program failed. Nothing that was saved is lost."),
}


def name_of(label: Label) -> str:
    """Return the name of a label."""
    return _(_NAMES[label])


def headline(shown: Shown) -> str:
    """Return what the work is, or why that cannot be said."""
    return _(_HEADLINES[shown.label] if shown.has_verdict or shown.correct else _SURE[shown.sure])


def certainty(shown: Shown, share: str) -> str:
    """Return how sure a verdict is.

    Args:
        shown: the posting.
        share: its confidence, as it is shown.
    """
    return _(_SURE[shown.sure], share=share)


def about_title(shown: Shown) -> str:
    """Return how the title of a posting, which has one, goes with its duties."""
    if shown.title != "title_promises":
        return _(_TITLES[shown.title or "title_is_open"])
    title, duties = _PROMISES[str(shown.promise)], _DUTIES[shown.said]
    return _("The title promises {title}, {duties}.", title=_(title), duties=_(duties))


def correction_of(correct: Label, said: Label) -> str:
    """Return what became of a verdict on which the user has said what is right."""
    return (
        _("confirmed by you") if correct == said else _("corrected by you; the model said {label}", label=name_of(said))
    )


def said_of_saved(label: Label | None) -> str:
    """Return that a correction is kept; without a label, that it was taken back."""
    return _("Saved: {label}", label=name_of(label)) if label else _("Taken back")


def explanation(problem: Problem) -> str:
    """Return what someone reads whose request could not be answered."""
    return _(
        _PROBLEMS.get(problem.code, _PROBLEMS["bad_request"]),
        characters=MOST_CHARACTERS,
        lines=MOST_LINES,
        size=MOST_MEBIBYTES,
        reason=problem.message,
    )


PHRASES = {
    function.__name__: function
    for function in (name_of, headline, certainty, about_title, correction_of, said_of_saved)
}
"""What the templates call."""
