"""The colours of the labels wherever they are shown.

Each label has one hue, in three shades. The hues are those of Okabe and Ito, which people tell apart with any kind of
colour vision.
"""

from mvs_classifier.model.labels import Label

STRONG = {
    Label.MARKETING: "#0072B2",
    Label.SALES: "#D55E00",
    Label.BOTH: "#009E73",
    Label.NEITHER: "#767676",
}
"""Of bars and borders."""
DEEP = {
    Label.MARKETING: "#005A91",
    Label.SALES: "#A34200",
    Label.BOTH: "#007A5A",
    Label.NEITHER: "#444444",
}
"""Of text on a light ground, and behind white text."""
PALE = {
    Label.MARKETING: "#D0E4F2",
    Label.SALES: "#F9DFCC",
    Label.BOTH: "#CDEBE1",
    Label.NEITHER: "#E6E6E6",
}
"""Behind the names of labels."""
WARNING = "#FFF2CC"
"""Behind what a person should look at."""
