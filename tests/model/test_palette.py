"""The colours of the labels can be told apart and read, and are the same everywhere."""

import re
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from mvs_classifier import classify
from mvs_classifier.model.labels import Label
from mvs_classifier.model.palette import DEEP, PALE, STRONG
from mvs_classifier.page.show import static_file

WHITE, WASH, INK = "#FFFFFF", "#F5F5F3", "#1B1B1B"
TEXT, GRAPHIC = 4.5, 3.0
"""The contrasts that WCAG 2.1 asks for at level AA."""
LEAST_APART = 10  # a difference in CIELAB of about 2 is just noticed
VISIONS = {  # Machado, Oliveira and Fernandes 2009, at full severity, for linear RGB
    "usual": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(color: str) -> NDArray[np.float64]:
    parts = np.array([int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(float(linear(color) @ TO_XYZ[1]) for color in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("colors", [STRONG, DEEP], ids=["strong", "deep"])
def test_colours_are_told_apart_by_every_kind_of_vision(colors: dict[Label, str], vision: str) -> None:
    seen = {label: lab(np.array(VISIONS[vision]) @ linear(colors[label])) for label in Label}
    for one, other in combinations(Label, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > LEAST_APART, (one, other)


@pytest.mark.parametrize("label", Label)
def test_colours_stand_out_and_can_be_read(label: Label) -> None:
    assert min(contrast(STRONG[label], ground) for ground in (WHITE, WASH)) > GRAPHIC
    assert min(contrast(DEEP[label], ground) for ground in (WHITE, WASH)) > TEXT
    assert contrast(INK, PALE[label]) > TEXT


def test_the_page_and_the_notebook_have_these_colours() -> None:
    sheet = bytes(static_file("page.css").body).decode()
    notebook = classify("拜访客户")._repr_html_()
    for label in Label:
        assert f"--{label}:{STRONG[label]};" in sheet
        assert f"--{label}-deep:{DEEP[label]};" in sheet
        assert f"background:{STRONG[label]}" in notebook
    used = {name for name in re.findall(r"var\(--([a-z-]+)\)", sheet) if name.removesuffix("-deep") in list(Label)}
    assert used >= {str(label) for label in Label}
    icon = bytes(static_file("icon.svg").body).decode()
    assert re.findall("#\\w{6}", icon) == [STRONG[Label.MARKETING], STRONG[Label.SALES]]
    rest = sheet.partition("\n")[2].upper()
    hues = [label for label in Label if label is not Label.NEITHER]  # other things are grey too
    assert not [label for label in hues for colors in (STRONG, DEEP, PALE) if colors[label] in rest]
