"""Where facts are reviewed, day after day."""

from __future__ import annotations

from dva_assist.review_room.facts import Drills
from dva_assist.review_room.room import Outcome, ReviewRoom, local_zone

__all__ = ["Drills", "Outcome", "ReviewRoom", "local_zone"]
