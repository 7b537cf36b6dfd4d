"""Where drills are done. A drill under way is a ``Run``, which the page holds; all else follows from it."""

from __future__ import annotations

from dva_assist.drill_room.room import FOLLOW_UPS, GONE, OTHER_NOTES, OWN, DrillRoom
from dva_assist.drill_room.run import OnceMore, Run

__all__ = ["FOLLOW_UPS", "GONE", "OTHER_NOTES", "OWN", "DrillRoom", "OnceMore", "Run"]
