"""Names: whose manner ships, and what the authors trained."""

from __future__ import annotations

PAINTERS = {
    "monet": "Monet",
    "vangogh": "Van Gogh",
    "cezanne": "Cézanne",
    "ukiyoe": "Japanese print",
}
"""By the names of their files of weights, what to call a picture in their manner."""

AUTHORS = (
    "style_monet",
    "style_vangogh",
    "style_cezanne",
    "style_ukiyoe",
    "monet2photo",
    "apple2orange",
    "orange2apple",
    "summer2winter_yosemite",
    "winter2summer_yosemite",
    "horse2zebra",
    "zebra2horse",
    "sat2map",
    "map2sat",
    "cityscapes_photo2label",
    "cityscapes_label2photo",
    "facades_photo2label",
    "facades_label2photo",
    "iphone2dslr_flower",
)
"""The authors' generators by name: `style_` paints photos, the others say what they turn into what."""
