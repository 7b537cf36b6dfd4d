"""Where the page says that it is in an exam."""

from __future__ import annotations

import pytest
from exam_papers import bank, sitting

from dva_assist import exam as mock
from dva_assist import wiring
from dva_assist.errors import BadInput
from dva_assist.ui.exam_view import Place

C03 = wiring.exams()["dva-c03"]
PAPER = mock.draw(C03, bank(C03, 6), [], length="short", seed=2)
SEVERAL = next(at for at, one in enumerate(PAPER) if len(one.item.correct) == 2)


def test_a_place_comes_back_as_it_was_written() -> None:
    begun = mock.with_reply(sitting(PAPER), SEVERAL, (0, 3))
    place = Place.of(begun, SEVERAL)
    assert place == Place("s1", SEVERAL, True, (0, 3)) == Place.read(place.written())
    free = Place.of(begun, 0 if SEVERAL else 1)
    assert free.shown == () and Place.read(free.written()) == free


@pytest.mark.parametrize("text", ["", "s1", "s1/x/one/", "/3/one/", "s1/3/one/1/2"])
def test_what_is_no_place_says_what_to_do(text: str) -> None:
    with pytest.raises(BadInput, match="reload it, or start one"):
        Place.read(text)
