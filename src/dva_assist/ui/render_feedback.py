"""After a reply, as HTML: whether it was right, why the key is right, and what every other option is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape as escape_html

from dva_assist.quiz.grading import is_right
from dva_assist.types import Citation, QuizItem, Reply, ReplyForm
from dva_assist.ui.links import citation_link
from dva_assist.ui.markdown import words_html
from dva_assist.ui.render import chain, lines
from dva_assist.ui.reply_values import LETTERS, number

GOOD, BAD = "good", "bad"


def feedback_html(item: QuizItem, reply: Reply) -> str:
    """Every option is explained, each with the words that prove it."""
    right = is_right(item, reply)
    return (
        f'<div role="status" class="feedback {"right" if right else "wrong"}">'
        f"<h3>{_verdict(item, reply, right)}</h3>{_reasons(item, reply)}</div>"
    )


def source_link(citation: Citation) -> str:
    where = f"{chain(citation.section)}, {lines(citation.line_start, citation.line_end)}"
    return f'<a class="source-link" href="{citation_link(citation)}">{escape_html(where)}</a>'


def answer_html(item: QuizItem) -> str:
    """What would have been right, in full."""
    options = [words_html(text) for text in item.options]
    match item.form:
        case ReplyForm.ORDER:
            return f'<ol class="in-order">{"".join(f"<li>{options[at]}</li>" for at in item.correct)}</ol>'
        case ReplyForm.MATCH:
            pairs = zip(item.prompts, item.correct, strict=True)
            return "".join(f"<p><b>{words_html(prompt)}</b>: {options[at]}</p>" for prompt, at in pairs)
        case ReplyForm.TYPED:
            return f"<p>{options[0]}</p>"
    return "".join(f"<p>{options[at]}</p>" for at in item.correct)


def reply_html(item: QuizItem, reply: Reply) -> str:
    """What the learner replied, in a line."""
    if isinstance(reply, str):
        return f"You typed: {escape_html(reply)}"
    options = [words_html(item.options[at]) for at in reply]
    if item.form is ReplyForm.MATCH:
        pairs = zip(item.prompts, reply, strict=True)
        return f"You chose: {'; '.join(f'{words_html(prompt)}: {LETTERS[at]}' for prompt, at in pairs)}"
    if item.form is ReplyForm.ORDER:
        return f"Your order: {'; '.join(f'{place}. {text}' for place, text in enumerate(options, start=1))}"
    return f"You chose: {'; '.join(options)}"


def _verdict(item: QuizItem, reply: Reply, right: bool) -> str:
    if right:
        return "Right."
    match item.form:
        case ReplyForm.ONE:
            return f"Not this one. The answer is {LETTERS[item.correct[0]]}."
        case ReplyForm.SEVERAL:
            found = number(len(set(reply) & set(item.correct)))
            return f"Not quite: {found} of your {number(len(reply))}. The answers are {_listed(item.correct)}."
        case ReplyForm.TYPED:
            return f"Not this one. The answer is {words_html(item.options[0])}."
        case ReplyForm.ORDER:
            return "Not in this order. The right one is:"
    hits = sum(mine == key for mine, key in zip(reply, item.correct, strict=True))
    return f"Not quite: {number(hits)} of {number(len(item.correct))} belong together."


def _listed(positions: tuple[int, ...]) -> str:
    letters = [LETTERS[at] for at in positions]
    return f"{', '.join(letters[:-1])} and {letters[-1]}" if len(letters) > 1 else letters[0]


def _reasons(item: QuizItem, reply: Reply) -> str:
    if isinstance(reply, str):
        return _typed(item, reply)
    match item.form:
        case ReplyForm.ONE:
            return _one(item, reply[0])
        case ReplyForm.SEVERAL:
            return _several(item, reply)
        case ReplyForm.ORDER:
            return _order(item, reply)
    return _pairs(item, reply)


def _one(item: QuizItem, choice: int) -> str:
    key = item.correct[0]
    told = _explained(item, key)
    if choice != key:
        told += f"<h4>Why not {LETTERS[choice]}</h4>{_explained(item, choice)}"
    others = [at for at in range(len(item.options)) if at not in (key, choice)]
    return told + _folded("The other options" if len(others) > 1 else "The other option", item, others)


def _several(item: QuizItem, reply: Sequence[int]) -> str:
    """Each option with its mark: keys and what was chosen openly, the others folded."""
    others = [at for at in range(len(item.options)) if at not in item.correct and at not in reply]
    open_ones = [at for at in range(len(item.options)) if at not in others]
    told = "".join(_marked(item, at, at in item.correct, at in reply) for at in open_ones)
    return told + _folded("The other options" if len(others) > 1 else "The other option", item, others)


def _marked(item: QuizItem, at: int, key: bool, chosen: bool) -> str:
    said = {(True, True): "right", (True, False): "right, but not chosen", (False, True): "not right"}[key, chosen]
    return f'<h4 class="{GOOD if key else BAD}">{LETTERS[at]}: {said}</h4>{_explained(item, at)}'


def _typed(item: QuizItem, reply: str) -> str:
    answer = item.options[0]
    same = reply.strip() == answer
    mine = "" if same else f'<p class="mine">You typed: {escape_html(reply)}</p>'
    right = f"<p>The notes say: <b>{words_html(answer)}</b></p>" if not same and is_right(item, reply) else ""
    return f"{mine}{right}{_explained(item, 0)}"


def _order(item: QuizItem, reply: Sequence[int]) -> str:
    """The steps in their order, each with where it was put."""
    rows = []
    for place, at in enumerate(item.correct):
        mine = reply.index(at)
        where = "" if mine == place else f' <span class="bad">You put it at {mine + 1}.</span>'
        told = item.explanations[at]
        why = source_link(told.citation) if item.options[at] in told.text else _explained(item, at)
        rows.append(f"<li><p><b>{words_html(item.options[at])}</b>{where}</p>{why}</li>")
    return f'<ol class="in-order">{"".join(rows)}</ol>'


def _pairs(item: QuizItem, reply: Sequence[int]) -> str:
    rows = []
    for prompt, key, mine in zip(item.prompts, item.correct, reply, strict=True):
        verdict = "right" if mine == key else f"not {LETTERS[mine]}, but {LETTERS[key]}"
        rows.append(
            f'<h4 class="{GOOD if mine == key else BAD}">{words_html(prompt)}: {verdict}</h4>{_explained(item, key)}'
        )
    return "".join(rows)


def _folded(title: str, item: QuizItem, positions: list[int]) -> str:
    if not positions:
        return ""
    told = "".join(f"<h4>{LETTERS[at]}</h4>{_explained(item, at)}" for at in positions)
    return f'<details class="others"><summary>{title}</summary>{told}</details>'


def _explained(item: QuizItem, position: int) -> str:
    explanation = item.explanations[position]
    return f"<p>{words_html(explanation.text)} {source_link(explanation.citation)}</p>"
