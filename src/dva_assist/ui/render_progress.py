"""What a learner has reached, as HTML: the expected score in words first, then pictures, each as a table too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape as escape_html

from dva_assist.exams import Exam
from dva_assist.progress import GOAL, Gain, NoteCover
from dva_assist.progress_desk import Coverage, DomainMastery, Overview, Score
from dva_assist.ui.links import drill_link
from dva_assist.ui.plots import LIMITS, cover_svg, due_svg, mastery_svg, replies_svg
from dva_assist.ui.progress_words import (
    bears_on_none,
    cover_finding,
    due_finding,
    how_reckoned,
    is_early,
    mastery_finding,
    name_of_note,
    percent,
    plural,
    replies_finding,
    right_of,
    span,
    too_early,
    verdict,
)

GAINS = 3  # tasks shown that would raise the score most
SCALE = ("none right", "up to 10%", "up to 25%", "up to half", "more than half")
Row = Sequence[str]  # HTML; the first is the head of the row
assert len(SCALE) == len(LIMITS) + 1


def overview_html(overview: Overview) -> str:
    """What is told in words: it needs no picture and comes at once."""
    if overview.replies:
        left, right = _score(overview) + _exams(overview), _gains(overview) + _days(overview)
    else:
        left, right = _empty(overview), _exams(overview)
    return f'<div class="progress-words"><div>{left}</div><div>{right}</div></div>'


def pictures_html(overview: Overview) -> str:
    """The four pictures, each with its finding, and its figures as a table. The first one takes a second or two."""
    if not overview.replies and not sum(overview.due):
        return ""
    small = f"{_mastery(overview)}{_replies(overview)}{_due(overview)}"
    return (
        f'<div class="progress-plots">{small}{_cover(overview, overview.coverage) if overview.coverage else ""}</div>'
    )


def told_html(text: str, bad: bool = False) -> str:
    """A line on what became of a file."""
    return f'<p role="{"alert" if bad else "status"}" class="{"bad" if bad else ""}">{escape_html(text)}</p>'


def _empty(overview: Overview) -> str:
    first = overview.tasks[0]
    return (
        "<section><h2>Nothing to show yet</h2>"
        "<p>What you know shows after a few replies, and your expected score after a mock exam or two. To begin:</p>"
        "<ol><li>Answer ten questions on the <b>Quiz</b> tab, for instance on "
        f'<a href="{drill_link(_topic(overview.exam, first.task))}">{escape_html(first.task)} '
        f"{escape_html(first.title)}</a>.</li>"
        "<li>Take a short mock exam on the <b>Exam</b> tab: 20 questions in 40 minutes.</li>"
        "<li>Come back tomorrow: what went wrong is asked again on the <b>Review</b> tab.</li></ol>"
        "<p>If you have studied on another computer, load your data below.</p></section>"
    )


def _topic(exam: Exam, task: str) -> str:
    return f"{exam.id}:{task}"


def _score(overview: Overview) -> str:
    found, code = overview.prediction, escape_html(overview.exam.code)
    if not found.replies:
        figure = (
            f'<p class="verdict-line">Nothing to go by</p><p>{bears_on_none(overview.replies, overview.exam.code)}</p>'
        )
    elif is_early(found):
        figure = f'<p class="verdict-line">{verdict(found)}</p><p>{too_early(found)}</p>'
    else:
        figure = (
            f'<p class="expected"><b>{found.score:.0f}</b> <span class="range">{span(found)}</span></p>'
            f'<p class="verdict-line">{verdict(found)}: the pass mark is {found.pass_mark}.</p>'
        )
    more = f'{_scale(overview)}<p class="meta">{how_reckoned(found)}</p>' if found.replies else ""
    return f"<section><h2>Expected score, {code}</h2>{figure}{more}</section>"


def _scale(overview: Overview) -> str:
    """A bar from the lowest score to the highest, with the interval and the pass mark."""
    low, high = overview.exam.scale
    found = overview.prediction

    def at(score: float) -> str:
        return f"{100 * (score - low) / (high - low):.1f}%"

    places = f"--value:{at(found.score)};--low:{at(found.low)};--high:{at(found.high)};--mark:{at(found.pass_mark)}"
    return (
        f'<div class="expected-scale" aria-hidden="true" style="{places}"><i></i><b></b><s></s></div>'
        f'<p class="ends" aria-hidden="true"><span>{low}</span><span style="left:{at(found.pass_mark)}">'
        f"{found.pass_mark}</span><span>{high:,}</span></p>"
    )


def _gains(overview: Overview) -> str:
    gains = overview.prediction.gains[:GAINS]
    if not gains:
        return (
            "<section><h2>What would raise it most</h2><p>No task stands out: each is as good as known. A full mock "
            "exam shows what is left.</p></section>"
        )
    items = "".join(_gain(overview.exam, gain) for gain in gains)
    return (
        f'<section><h2>What would raise it most</h2><ol class="gains">{items}</ol>'
        f'<p class="meta">Points that it would bring to have {percent(GOAL)} right there.</p></section>'
    )


def _gain(exam: Exam, gain: Gain) -> str:
    return (
        f'<li><p class="task">{gain.task} {escape_html(gain.title)}</p><p class="meta">{right_of(gain.share)}</p>'
        f'<p class="points">+{gain.points:.0f}</p>'
        f'<a class="drill" href="{drill_link(_topic(exam, gain.task))}" aria-label="Drill task {gain.task}">Drill</a>'
        "</li>"
    )


def _days(overview: Overview) -> str:
    days, today = overview.streak, overview.days[-1]
    if not days:
        streak = "<p>No streak at the moment: a reply today begins one.</p>"
    else:
        rest = "" if today.replies else " A reply today keeps it."
        streak = f'<p class="streak"><b>{days}</b> {"day" if days == 1 else "days"} in a row.{rest}</p>'
    return (
        f"<section><h2>Day by day</h2>{streak}<p>{plural(overview.replies, 'reply', 'replies')} so far, "
        f"{today.replies} today. {due_finding(overview.due)}</p></section>"
    )


def _exams(overview: Overview) -> str:
    if not overview.sittings:
        return (
            "<section><h2>Latest mock exams</h2><p>None yet. A short one on the <b>Exam</b> tab says more about your "
            "score than a hundred drills.</p></section>"
        )
    rows = [_exam(score) for score in overview.sittings]
    return f"<section><h2>Latest mock exams</h2>{_table(['Day', 'Exam', 'Right', 'Score'], rows)}</section>"


def _exam(score: Score) -> Row:
    counted, scaled = score.result.counted, score.result.scaled
    points = f"<b>{scaled.value}</b> <span class='range'>{scaled.low} to {scaled.high}</span>" if scaled else "–"
    title = f"{escape_html(score.title)}<br><span class='meta'>{escape_html(score.exam)}</span>"
    return f"{score.day.day} {score.day:%b %Y}", title, f"{counted.right} of {counted.of}", points


def _figure(title: str, finding: str, svg: str, table: str, more: str = "", classes: str = "") -> str:
    return (
        f'<section class="{classes}"><h2>{title}</h2><p class="finding">{escape_html(finding)}</p>{svg}{more}'
        f"<details><summary>The same as a table</summary>{table}</details></section>"
    )


def _said(title: str, finding: str) -> str:
    """Where there is nothing to draw."""
    return f'<section><h2>{title}</h2><p class="finding">{escape_html(finding)}</p></section>'


def _table(heads: Sequence[str], rows: Iterable[Row]) -> str:
    head = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _mastery(overview: Overview) -> str:
    low, high = overview.exam.scale
    pass_share = (overview.exam.pass_mark - low) / (high - low)
    rows = [row for domain in overview.domains for row in _mastery_rows(overview, domain)]
    return _figure(
        "By domain",
        mastery_finding(overview.domains, pass_share),
        mastery_svg(overview.domains, pass_share),
        _table(["Domain, task", "Right", "Share", "Range (95%)"], rows),
    )


def _mastery_rows(overview: Overview, domain: DomainMastery) -> Iterable[Row]:
    lines = [(f"<b>{domain.domain} {escape_html(domain.title)}</b>, {domain.weight}% of the exam", domain.share)]
    lines += [
        (f"{one.task} {escape_html(one.title)}", one.share) for one in overview.tasks if one.domain == domain.domain
    ]
    for name, share in lines:
        if share.of:
            interval = f"{percent(share.low)} to {percent(share.high)}"
            yield name, f"{share.right:,} of {share.of:,}", percent(share.value), interval
        else:
            yield name, "not asked yet", "", ""


def _replies(overview: Overview) -> str:
    if not any(one.replies for one in overview.days):
        return _said("Replies a day", replies_finding(overview.days))
    rows = [(f"{one.day.day} {one.day:%b}", f"{one.replies:,}", f"{one.right:,}") for one in overview.days]
    return _figure(
        "Replies a day",
        replies_finding(overview.days),
        replies_svg(overview.days, overview.today),
        _table(["Day", "Replies", "Right"], rows),
        '<p class="key"><span><i class="filled"></i> right</span><span><i></i> wrong</span></p>',
    )


def _due(overview: Overview) -> str:
    if not any(overview.due):
        return _said("Reviews to come", due_finding(overview.due))
    rows = [
        ("today" if not ahead else "tomorrow" if ahead == 1 else f"in {ahead} days", f"{count:,}")
        for ahead, count in enumerate(overview.due)
    ]
    finding, svg = due_finding(overview.due), due_svg(overview.due, overview.today)
    return _figure("Reviews to come", finding, svg, _table(["Day", "Cards due"], rows))


def _cover(overview: Overview, coverage: Coverage) -> str:
    key = "".join(f'<span><i class="heat-{at}"></i> {name}</span>' for at, name in enumerate(SCALE))
    rows = [
        (f"{one.task} {escape_html(one.title)}", *_cover_cells(note)) for one in coverage.tasks for note in one.notes
    ]
    rows += [("no task of this exam", *_cover_cells(note)) for note in coverage.others]
    svg = cover_svg(coverage, overview.domains)
    return _figure(
        "Coverage of the notes",
        cover_finding(coverage.tasks),
        f'<div class="wide" tabindex="0" role="region" aria-label="Map of tasks and notes">{svg}</div>',
        _table(["Task", "Note", "Facts", "Asked", "Right"], rows),
        f'<p class="key"><span><i class="none"></i> not asked</span>{key}</p><p class="meta">Of the facts in a note, '
        f"those that were right when they were last asked.{_left_out(coverage)}</p>",
        classes="whole",
    )


def _cover_cells(note: NoteCover) -> Row:
    return escape_html(name_of_note(note)), f"{note.facts:,}", f"{note.asked:,}", f"{note.right:,}"


def _left_out(coverage: Coverage) -> str:
    """Notes that the map does not show."""
    said = ""
    if more := coverage.others_in_all - len(coverage.others):
        said += f" {plural(more, 'other note')} not shown."
    if coverage.missing:
        names = ", ".join(coverage.missing[:6]) + (" …" if len(coverage.missing) > 6 else "")
        said += f" Not indexed, though this exam asks for them: {escape_html(names)}."
    return said
