"""Keeps corrections without holding up other requests."""

import asyncio

from mvs_classifier.errors import OutputError
from mvs_classifier.page.problem import Problem
from mvs_classifier.store.corrections import Correction, keep


async def kept(correction: Correction) -> Correction:
    """Return a correction once it is on disk.

    Raises:
        Problem: it could not be written.
    """
    try:
        await asyncio.to_thread(keep, correction)
    except OutputError as error:
        raise Problem(500, "not_kept", str(error)) from error
    return correction
