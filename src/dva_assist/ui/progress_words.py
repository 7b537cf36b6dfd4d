"""What the Progress tab says in words, without HTML: names, and what each picture shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from dva_assist.progress import NoteCover, Prediction
from dva_assist.progress_desk import Day, DomainMastery, TaskCover
from dva_assist.records import Counts
from dva_assist.shares import Share

WIDEST = 250  # points; a wider interval says too little


def plural(count: int, one: str, many: str = "") -> str:
    """1 fact, 2 facts, 1,234 facts."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def name_of_note(note: NoteCover) -> str:
    return PurePosixPath(note.note).stem


def right_of(share: Share) -> str:
    return f"{share.right:,} of {share.of:,} right" if share.of else "not asked yet"


def is_early(prediction: Prediction) -> bool:
    """Whether the interval is too wide to say anything."""
    return prediction.high - prediction.low > WIDEST


def rests_on(prediction: Prediction) -> str:
    """What a prediction rests on: "34 replies to drills, which are easier than the exam"."""
    replies, exam = prediction.replies, prediction.on_exam_questions
    said = plural(replies, "reply", "replies")
    if exam == replies:
        return f"{said} to exam questions"
    if exam:
        return f"{said}, {exam} of them to exam questions and the others to drills, which are easier than the exam"
    return f"{said} to drills, which are easier than the exam"


def bears_on_none(replies: int, code: str) -> str:
    said = "Your one reply does not bear" if replies == 1 else f"None of your {replies:,} replies bears"
    return f"{said} on {code}; choose another exam, or drill one of its tasks."


def verdict(prediction: Prediction) -> str:
    """Where the interval lies to the pass mark."""
    if is_early(prediction):
        return "Too early to say"
    if prediction.low >= prediction.pass_mark:
        return "Likely a pass"
    return "Not there yet" if prediction.high < prediction.pass_mark else "Could go either way"


def span(prediction: Prediction) -> str:
    """The interval of the score."""
    return f"{prediction.low:.0f} to {prediction.high:.0f}"


def how_reckoned(prediction: Prediction) -> str:
    """What a reader has to know to make sense of the figure."""
    return (
        f"From {rests_on(prediction)}. The range holds the score in 95 of 100 cases. AWS does not publish how right "
        "answers become a score; a straight line is assumed. A right reply within 12 hours of another to the same fact "
        "does not count yet."
    )


def too_early(prediction: Prediction) -> str:
    return (
        f"The range that your replies leave open, {span(prediction)}, is wider than {WIDEST} points. More replies from "
        "all domains narrow it down, and a mock exam does so fastest."
    )


def mastery_finding(domains: Sequence[DomainMastery], pass_share: float) -> str:
    asked = sorted((one for one in domains if one.share.of), key=lambda one: one.share.value)
    if not asked:
        return "Right replies by domain: none has been asked about yet."
    low, high = asked[0], asked[-1]
    said = f"{high.title} is the strongest domain with {percent(high.share.value)} right"
    if low is not high:
        said += f", {low.title} the weakest with {percent(low.share.value)}"
    return f"Right replies by domain: {said}; the pass mark asks for about {percent(pass_share)}."


def due_finding(due: Sequence[int]) -> str:
    if not sum(due):
        return f"No card falls due in the next {len(due)} days."
    return f"{plural(due[0], 'card is', 'cards are')} due today and {sum(due):,} within {len(due)} days."


def replies_finding(days: Sequence[Day]) -> str:
    replies, active = sum(one.replies for one in days), sum(one.replies > 0 for one in days)
    if not replies:
        return f"No reply in the last {len(days)} days."
    right = sum(one.right for one in days)
    return (
        f"{plural(replies, 'reply', 'replies')} in the last {len(days)} days, on {plural(active, 'day')}; "
        f"{percent(right / replies)} right."
    )


def cover_finding(tasks: Sequence[TaskCover]) -> str:
    notes = {note.note: note for task in tasks for note in task.notes}.values()
    if not notes:
        return "None of the notes for this exam is indexed."
    facts, asked, right = (sum(getattr(one, name) for one in notes) for name in ("facts", "asked", "right"))
    begun = sum(one.asked > 0 for one in notes)
    return (
        f"{asked:,} of the {facts:,} facts in the notes for this exam have been asked, {right:,} with a right reply; "
        f"{begun} of {plural(len(notes), 'note')} begun."
    )


def taken_in(counts: Counts, learner: str) -> str:
    """What was new in a file, in a line."""
    kinds = {
        "reply": ("replies", counts.attempts),
        "exam": ("exams", counts.sittings),
        "review card": ("review cards", counts.cards),
        "review": ("reviews", counts.reviews),
        "question": ("questions", counts.questions),
    }
    new = [plural(count, one, many) for one, (many, count) in kinds.items() if count]
    if not new:
        return f"Everything in the file was there already; nothing changed for {learner}."
    return f"Added for {learner}: {', '.join(new)}."
