"""Tables of contents: lists of links into the same note, which say nothing of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dva_assist.notes.blocks import Block, BlockKind
from dva_assist.notes.inline import Env, Role, read_inline
from dva_assist.notes.lines import Source

FEWEST = 3
SHARE = 0.8  # of a list's items that must be links into the note


def without_contents(blocks: Sequence[Block], raw: str, env: Env) -> list[Block]:
    """The blocks without the links of a table of contents; other items of such a list stay."""
    lists: dict[int, list[Block]] = defaultdict(list)
    for block in blocks:
        if block.in_list and block.kind is BlockKind.TEXT:
            lists[block.top].append(block)
    dropped: set[int] = set()
    for items in lists.values():
        links = [item for item in items if is_anchor(item, raw, env)]
        if len(links) >= FEWEST and len(links) >= SHARE * len(items):
            dropped.update(map(id, links))
    return [block for block in blocks if id(block) not in dropped]


def is_anchor(block: Block, raw: str, env: Env) -> bool:
    if not raw.startswith("[", block.starts[0]):
        return False
    inline = read_inline(Source.of(raw, block.starts, block.ends).text, env)
    if not inline.targets or not all(target.startswith("#") for target in inline.targets):
        return False
    return inline.roles(0, len(inline.plain)) <= {Role.LINK}
