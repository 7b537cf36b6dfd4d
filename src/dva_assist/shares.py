"""A share of right ones with the interval that so few of them leave open."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # of a normal distribution, for 95%


@dataclass(frozen=True, slots=True)
class Share:
    """``right`` of ``of``, with Wilson's 95% interval (1927), which says something at 0 and at all of them too.

    >>> share = Share(15, 20)
    >>> round(share.low, 2), share.value, round(share.high, 2)
    (0.53, 0.75, 0.89)
    """

    right: int
    of: int

    @property
    def value(self) -> float:
        """0 where there is nothing."""
        return self.right / self.of if self.of else 0.0

    @property
    def low(self) -> float:
        return max(0.0, self._middle - self._half) if self.of else 0.0

    @property
    def high(self) -> float:
        return min(1.0, self._middle + self._half) if self.of else 1.0

    @property
    def _middle(self) -> float:
        return (self.right + Z * Z / 2) / (self.of + Z * Z)

    @property
    def _half(self) -> float:
        return Z / (self.of + Z * Z) * sqrt(self.right * (self.of - self.right) / self.of + Z * Z / 4)
