"""What a browser sends: forms, checked and within limits."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from mvs_classifier.i18n import _
from mvs_classifier.model.labels import Label
from mvs_classifier.page.bodies import read_body
from mvs_classifier.page.limits import MOST_CHARACTERS, MOST_LINES
from mvs_classifier.page.posting import Posting
from mvs_classifier.page.problem import Problem
from mvs_classifier.text.lines import split_lines

_MOST_BYTES = 2**20
_MOST_FIELDS = 10


async def read_form(request: Request) -> Mapping[str, str]:
    """Return the fields of a form that was sent.

    Raises:
        Problem: it is no form, is too large, or has a field twice.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise _wrong(_("the body is not a form"))
    body = await read_body(request, _MOST_BYTES)
    try:
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise _wrong(_("the form is damaged: {error}", error=error)) from error
    if len(dict(fields)) != len(fields):
        raise _wrong(_("a field is there twice"))
    return dict(fields)


def posting_of(form: Mapping[str, str]) -> Posting:
    """Return the posting that was pasted.

    Raises:
        Problem: it is too long, or a field is missing.
    """
    posting = Posting(field(form, "title").strip(), field(form, "description"))
    is_long = len(posting.title) + len(posting.description) > MOST_CHARACTERS
    if is_long or len(split_lines(posting.description)) > MOST_LINES:
        raise Problem(413, "too_large", _("the posting is too long"))
    return posting


def label_of(form: Mapping[str, str]) -> Label | None:
    """Return the label that was chosen; None to take a correction back.

    Raises:
        Problem: there is no such label.
    """
    name = field(form, "label")
    if not name:
        return None
    if name not in list(Label):
        raise _wrong(_("there is no such label"))
    return Label(name)


def number_of(form: Mapping[str, str], name: str, most: int) -> int | None:
    """Return the number in a field, from 1 to the largest; None if it is empty.

    Raises:
        Problem: it is no such number.
    """
    text = field(form, name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
        raise _wrong(_("{name} is not a number up to {most}", name=name, most=most))
    return int(text[:9])


def field(form: Mapping[str, str], name: str) -> str:
    """Return a field.

    Raises:
        Problem: it is missing.
    """
    if name not in form:
        raise _wrong(_("the field {name} is missing", name=name))
    return form[name]


def _wrong(message: str) -> Problem:
    return Problem(400, "bad_request", message)
