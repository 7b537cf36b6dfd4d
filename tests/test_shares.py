"""Shares with what their number leaves open."""

from __future__ import annotations

import pytest

from dva_assist.shares import Share


def test_the_interval_says_something_at_both_ends() -> None:
    assert (Share(0, 15).low, Share(15, 15).high) == (0.0, 1.0)
    assert Share(0, 15).high == pytest.approx(0.204, abs=1e-3) == pytest.approx(1 - Share(15, 15).low, abs=1e-3)
    assert (Share(0, 0).low, Share(0, 0).value, Share(0, 0).high) == (0.0, 0.0, 1.0)


def test_more_of_the_same_say_more() -> None:
    few, many = Share(34, 50), Share(340, 500)
    assert (few.low, few.high) == (pytest.approx(0.542, abs=1e-3), pytest.approx(0.792, abs=1e-3))
    assert few.value == many.value and few.low < many.low < many.value < many.high < few.high
