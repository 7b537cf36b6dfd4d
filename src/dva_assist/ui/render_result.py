"""The result of a mock exam as HTML: score, domains and tasks, and each question with all its explanations."""

from __future__ import annotations

from html import escape as escape_html

from dva_assist.exam import Line, Result, Verdict
from dva_assist.exam.result import Scaled
from dva_assist.exams import Exam
from dva_assist.records import PaperQuestion, Sitting
from dva_assist.shares import Share
from dva_assist.types import Citation
from dva_assist.ui.links import citation_link
from dva_assist.ui.markdown import words_html
from dva_assist.ui.render import chain, lines
from dva_assist.ui.render_exam import MADE, minutes
from dva_assist.ui.reply_values import LETTERS

SCALE = (
    "AWS does not publish how right answers become a score. Here it is a straight line from {low} for none right to "
    "{high} for all right, and the interval says how much chance {of} questions leave open."
)
UNLIKE = "This paper is made up otherwise than the exam, so it has no score on the scale of the exam."
VERDICTS = {
    Verdict.ABOVE: "The whole interval is above the pass mark of {mark}.",
    Verdict.BELOW: "The whole interval is below the pass mark of {mark}.",
    Verdict.OPEN: "The pass mark of {mark} lies within the interval: too close to say.",
}


def result_html(sitting: Sitting, result: Result, exam: Exam) -> str:
    used = f"Time used: {minutes(min(sitting.spent, sitting.seconds))} of {minutes(sitting.seconds)}."
    title = f"{escape_html(sitting.title)}, {escape_html(exam.code)}"
    head = _scaled(result.scaled, result.counted) if result.scaled else _plain(result.counted)
    return (
        f'<article class="exam-result"><p class="panel-title">{title}</p>'
        f'{head}<p class="meta">{used} {_open(result)}</p>{_unscored(result.unscored)}{_table(result)}'
        f"{_questions(sitting, result)}</article>"
    )


def _scaled(score: Scaled, counted: Share) -> str:
    low, high = score.scale
    places = {
        "value": score.value,
        "low": score.low,
        "high": score.high,
        "mark": score.pass_mark,
    }
    style = "; ".join(f"--{name}: {100 * (value - low) / (high - low):.1f}%" for name, value in places.items())
    return (
        f'<h2 tabindex="-1">Score {score.value} of {high}</h2>'
        f'<p class="lead">Anything from {score.low} to {score.high} is plausible (95% interval). '
        f"{VERDICTS[score.verdict].format(mark=score.pass_mark)}</p>"
        f'<div class="exam-scale" style="{style}" aria-hidden="true"><i></i></div>'
        f"<p>{counted.right} of the {counted.of} questions that count are right.</p>"
        f'<p class="meta">{SCALE.format(low=low, high=high, of=counted.of)}</p>'
    )


def _plain(counted: Share) -> str:
    return (
        f'<h2 tabindex="-1">{counted.right} of {counted.of} right</h2><p class="lead">{_percent(counted)}</p>'
        f'<p class="meta">{UNLIKE}</p>'
    )


def _percent(share: Share) -> str:
    """ "60% (32–83%)"."""
    return f"{share.value:.0%} ({100 * share.low:.0f}–{share.high:.0%})"


def _open(result: Result) -> str:
    if not result.open:
        return ""
    return f"{len(result.open)} {'was' if len(result.open) == 1 else 'were'} left open and {_counts(len(result.open))}."


def _counts(number: int) -> str:
    return "counts as wrong" if number == 1 else "count as wrong"


def _unscored(share: Share) -> str:
    if not share.of:
        return ""
    return (
        f'<p class="meta">Besides, {share.right} of {share.of} questions that do not count, as in the real exam, '
        "are right.</p>"
    )


def _table(result: Result) -> str:
    rows = "".join(_domain(line) for line in result.domains)
    return (
        '<div class="wide"><table><caption>By domain and task</caption><thead><tr><th scope="col">Part</th>'
        '<th scope="col">Right</th><th scope="col">Share (95% interval)</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _domain(line: Line) -> str:
    return _row(line, "domain") + "".join(_row(task, "task") for task in line.tasks)


def _row(line: Line, kind: str) -> str:
    share = line.share
    style = f"--value: {share.value:.0%}; --low: {share.low:.0%}; --high: {share.high:.0%}"
    return (
        f'<tr class="{kind}"><th scope="row">{escape_html(line.id)} {escape_html(line.title)}</th>'
        f"<td>{share.right} of {share.of}</td><td>{_percent(share)}"
        f'<div class="scale" style="{style}" aria-hidden="true"></div></td></tr>'
    )


def _questions(sitting: Sitting, result: Result) -> str:
    items = "".join(
        _question(sitting, at, question, result.marks[at], at in result.open)
        for at, question in enumerate(sitting.questions)
    )
    only = (
        '<label class="only"><input type="checkbox" data-only-wrong> Show only what went wrong</label>'
        if result.wrong and len(result.wrong) < len(result.marks)
        else ""
    )
    return f'<h3>Questions</h3>{only}<ol class="exam-questions">{items}</ol>'


def _question(sitting: Sitting, at: int, question: PaperQuestion, right: bool, is_open: bool) -> str:
    verdict = "Right" if right else "Open" if is_open else "Wrong"
    marks = [f"Task {question.task}"]
    marks += [] if question.scored else ["does not count"]
    marks += [MADE.lower()] if question.generated else []
    marks += ["flagged"] if at in sitting.flagged else []
    chosen = sitting.replies.get(at, ())
    options = "".join(_option(question, position, position in chosen) for position in range(len(question.item.options)))
    return (
        f'<li class="{"right" if right else "wrong"}" value="{at + 1}"><p><span class="number">{at + 1}.</span> '
        f'<span class="verdict">{verdict}</span> <span class="meta">{escape_html(" · ".join(marks))}</span></p>'
        f"<details{'' if right else ' open'}><summary>{words_html(question.item.stem)}</summary>"
        f'<ul class="exam-options">{options}</ul></details></li>'
    )


def _option(question: PaperQuestion, position: int, chosen: bool) -> str:
    item = question.item
    key = position in item.correct
    tags = (["right answer"] if key else []) + (["your choice"] if chosen else [])
    shown = "".join(f' <span class="tag">{tag}</span>' for tag in tags)
    classes = " ".join(name for name, holds in (("keyed", key), ("chosen", chosen)) if holds)
    explanation = item.explanations[position]
    return (
        f'<li class="{classes}"><p><b>{LETTERS[position]}.</b> {words_html(item.options[position])}{shown}</p>'
        f'<p class="why">{words_html(explanation.text)} {source_link(explanation.citation)}</p></li>'
    )


def source_link(citation: Citation) -> str:
    """Where the words stand that prove it; a click shows them."""
    where = f"{chain(citation.section)}, {lines(citation.line_start, citation.line_end)}"
    return f'<a class="source-link" href="{citation_link(citation)}">{escape_html(where)}</a>'
