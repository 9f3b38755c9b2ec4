"""What the charts call things is what the knobs call them."""

from __future__ import annotations

from ai_playground.style.dashboard.charts import TERMS, captions
from ai_playground.style.settings import StyleSettings
from tests.style.made_up import judged


def test_each_term_of_the_loss_is_named_as_the_knob_that_weighs_it() -> None:
    assert all(f"{name.replace(' ', '_')}_weight" in StyleSettings.model_fields for name, _ in TERMS)


def test_the_caption_tells_the_loss_and_its_terms_in_their_order() -> None:
    said, none = captions(judged(loss=1.0, weighted=(0.5, 0.4, 0.1)).last)
    assert [text for text, _ in said] == ["loss 1", "content 0.5", "style 0.4", "total variation 0.1"]
    assert none == []
