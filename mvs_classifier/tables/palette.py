"""The colours of the labels wherever they are shown: strong for bars, pale behind their names."""

from mvs_classifier.model.labels import Label

STRONG = {
    Label.MARKETING: "#0072B2",
    Label.SALES: "#D55E00",
    Label.BOTH: "#009E73",
    Label.NEITHER: "#767676",
}
PALE = {
    Label.MARKETING: "#D0E4F2",
    Label.SALES: "#F9DFCC",
    Label.BOTH: "#CDEBE1",
    Label.NEITHER: "#E6E6E6",
}
WARNING = "#FFF2CC"
"""Behind what a person should look at."""
