"""The name in the head of the page."""

from __future__ import annotations

import pytest

from dva_assist.ui.learner import LONGEST, ME, name_of


@pytest.mark.parametrize(
    ("saved", "name"),
    [("Ada", "Ada"), ("  Ada \n King ", "Ada King"), ("", ME), (None, ME), ({"name": "Ada"}, ME), ("\x00\u200b", ME)],
)
def test_what_the_browser_has_kept_is_looked_at_anew(saved: object, name: str) -> None:
    assert name_of(saved) == name


def test_a_long_name_is_cut() -> None:
    assert name_of("x" * 99) == "x" * LONGEST
