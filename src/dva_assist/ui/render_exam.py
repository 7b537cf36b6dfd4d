"""A mock exam as HTML: what awaits, the question, the clock and the grid of questions while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from html import escape as escape_html

from dva_assist.exam import LENGTHS, Length, Result, is_answered, plan, questions
from dva_assist.exams import Exam
from dva_assist.records import Sitting
from dva_assist.types import QuizItem, ReplyForm
from dva_assist.ui.markdown import words_html
from dva_assist.ui.reply_values import option_label

NUMBERS = {2: "two", 3: "three"}
MADE = "Made from your notes"
FLAG = (
    '<svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true"><path d="M2 0v12" stroke="currentColor" '
    'stroke-width="1.6"/><path d="M2.5 1h8l-2 2.5 2 2.5h-8z" fill="currentColor"/></svg>'
)
TICK = (
    '<svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true"><path d="M1.5 6.5 5 10l5.5-8" fill="none" '
    'stroke="currentColor" stroke-width="2"/></svg>'
)


def exam_label(exam: Exam) -> str:
    """ "DVA-C02, until 30 November 2026"."""
    if exam.last_day:
        return f"{exam.code}, until {day_text(exam.last_day)}"
    return f"{exam.code}, from {day_text(exam.first_day)}"


def length_choices(exam: Exam) -> list[tuple[str, str]]:
    """How long an exam may be, each with its questions and minutes."""
    names: dict[Length, str] = {"full": "Full", "short": "Short", "weak": "Weak areas"}
    each = exam.minutes / (exam.scored + exam.unscored)
    counts = {length: questions(exam, length) for length in LENGTHS}
    return [(f"{names[length]}: {count} questions, {count * each:.0f} min", length) for length, count in counts.items()]


def about_html(exam: Exam) -> str:
    """What the real one is like, in a line, and how this one is made."""
    stated = "" if exam.minutes_stated else " (the guide does not give the time; it is that of the exam before)"
    domains = "".join(
        f"<li><span>{escape_html(domain.title)}</span> <b>{plan(exam, 'full').scored[domain.id]}</b></li>"
        for domain in exam.domains
    )
    return (
        f'<div class="exam-about"><p>The real {escape_html(exam.code)}: {exam.scored + exam.unscored} questions in '
        f"{exam.minutes} minutes{stated}, of which {exam.scored} count; the pass mark is {exam.pass_mark} of "
        f"{exam.scale[1]}. A question with several right options is {escape_html(exam.multiple_response)}, and a guess "
        f'costs nothing.</p><ul aria-label="Questions that count, by domain">{domains}</ul></div>'
    )


def line_html(text: str = "", calm: bool = False) -> str:
    """A line that a screen reader speaks; ``calm`` where nothing is amiss."""
    kind = "calm" if calm else "notice"
    return f'<div role="status">{f"<p class={kind!r}>{escape_html(text)}</p>" if text else ""}</div>'


def question_html(sitting: Sitting, at: int, left: float) -> str:
    """``left``, the seconds left, tells the script that this is a new contact."""
    question = sitting.questions[at]
    where = f'data-place="{escape_html(sitting.id)}/{at}" data-contact="{left:.3f}"'
    marks = f'<span class="made">{MADE}</span>' if question.generated else ""
    marks += f'<span class="flag">{FLAG} Flagged</span>' if at in sitting.flagged else ""
    return (
        f'<div class="quiz-progress"><span>Question {at + 1} of {len(sitting.questions)}</span>'
        f'<span class="marks">{marks}</span></div>'
        f'<h2 class="stem" tabindex="-1" {where}>{words_html(question.item.stem)}</h2>'
        f'<p class="asked">{asked_for(question.item)}</p>'
    )


def asked_for(item: QuizItem) -> str:
    """How many options, unless the stem says so itself."""
    if item.form is ReplyForm.ONE or "(Choose " in item.stem:
        return ""
    return f"Choose {NUMBERS.get(len(item.correct), str(len(item.correct)))}."


def option_labels(item: QuizItem) -> list[tuple[str, int]]:
    """Gradio shows them as they are, so code loses its backticks."""
    return [(option_label(at, text.replace("`", "")), at) for at, text in enumerate(item.options)]


def saved_html(sitting: Sitting, at: int) -> str:
    """That a reply is safe, and what it lacks."""
    given, asked = len(sitting.replies.get(at, ())), len(sitting.questions[at].item.correct)
    if not given:
        return '<p class="saved" role="status"></p>'
    lacks = f": {given} of {asked} chosen" if given < asked else ""
    return f'<p class="saved" role="status">{TICK} Saved{lacks}</p>'


def refused_html(text: str) -> str:
    return f'<p class="saved refused" role="status">{escape_html(text)}</p>'


def clock_html(left: float) -> str:
    """The time as the server has it; a script counts on from there."""
    return (
        f'<p class="exam-clock"><span class="meta">Time left</span> '
        f'<span role="timer" data-left="{left:.1f}">{minutes(left)}</span></p>'
    )


def minutes(seconds: float) -> str:
    """ "7:05", or "2:07:05" from an hour on."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def grid_html(sitting: Sitting, at: int) -> str:
    """All questions as buttons: a tick for answered, a flag for flagged, an empty one for open."""
    cells = "".join(_cell(sitting, position, position == at) for position in range(len(sitting.questions)))
    return (
        f'<nav class="exam-grid" aria-label="Questions of this exam"><ol>{cells}</ol>'
        f'<p class="legend"><span class="answered">{TICK} answered</span> <span class="flagged">{FLAG} flagged</span> '
        "<span>empty: open</span></p></nav>"
    )


def _cell(sitting: Sitting, at: int, here: bool) -> str:
    states = ["answered" if is_answered(sitting, at) else "open", *(["flagged"] if at in sitting.flagged else [])]
    begun = "half answered, " if at in sitting.replies and "open" in states else ""
    label = f"Question {at + 1}, {begun}{', '.join(states)}"
    signs = (TICK if "answered" in states else "") + (FLAG if "flagged" in states else "")
    return (
        f'<li><button type="button" data-go="{at}" class="{" ".join(states)}" aria-label="{label}"'
        f'{" aria-current=true" if here else ""}><span>{at + 1}</span><span class="signs">{signs}</span></button></li>'
    )


def confirm_html(sitting: Sitting) -> str:
    """What is not answered, before it is too late."""
    left = [at + 1 for at in range(len(sitting.questions)) if not is_answered(sitting, at)]
    flagged = sorted(at + 1 for at in sitting.flagged)
    parts = [_counted("question is open", "questions are open", left), _counted("is flagged", "are flagged", flagged)]
    told = " ".join(part for part in parts if part) or "Every question is answered."
    return (
        f'<div class="exam-confirm" role="alert"><h3 tabindex="-1">Hand in the exam?</h3><p>{told} '
        "After handing in, nothing can be changed.</p></div>"
    )


def _counted(one: str, many: str, numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    shown = ", ".join(map(str, numbers[:12])) + (" …" if len(numbers) > 12 else "")
    return f"<b>{len(numbers)} {one if len(numbers) == 1 else many}</b> ({shown})."


def past_html(past: Sequence[tuple[Sitting, Result, Exam]]) -> str:
    """Exams handed in, each with a button to its result."""
    if not past:
        return ""
    rows = "".join(
        f'<li><button type="button" data-show="{escape_html(sitting.id)}"><b>{escape_html(sitting.title)}</b> '
        f"{escape_html(exam.code)}, {time_text(sitting.handed_in or sitting.seen)}: "
        f"{escape_html(outcome(result))}</button></li>"
        for sitting, result, exam in past
    )
    return f'<section class="exam-past"><h3>Earlier exams</h3><ul>{rows}</ul></section>'


def day_text(day: date) -> str:
    """ "1 December 2026", without the "%-d" that Windows does not know."""
    return f"{day.day} {day:%B %Y}"


def time_text(at: datetime) -> str:
    """The same with the time of day, in the zone of this computer."""
    here = at.astimezone()
    return f"{day_text(here)}, {here:%H:%M}"


def outcome(result: Result) -> str:
    """ "12 of 15, score 820"."""
    score = f", score {result.scaled.value}" if result.scaled else ""
    return f"{result.counted.right} of {result.counted.of}{score}"
