"""Which part of a job description a line belongs to: its duties, its requirements, or neither."""

from collections.abc import Iterable

from mvs_classifier.text.headings import Section, section_of


def sections(lines: Iterable[str]) -> list[Section]:
    """Return for each line of a job description the section it is in; lines before the first heading are unknown.

    >>> [section.value for section in sections(["岗位职责：", "拜访客户", "【任职要求】", "能吃苦"])]
    ['heading', 'duties', 'heading', 'requirements']
    """
    found, now = [], Section.UNKNOWN
    for line in lines:
        begins = section_of(line)
        now = begins or now
        found.append(Section.HEADING if begins else now)
    return found
