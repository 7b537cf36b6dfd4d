"""What counts as a definition, a quantity or a list, and what does not."""

from __future__ import annotations

import pytest

from dva_assist.notes import parse_note
from dva_assist.quiz import FactBook
from dva_assist.quiz.amounts import amounts, cell_amount, write
from dva_assist.quiz.definitions import full_label
from dva_assist.quiz.facts import Form
from dva_assist.quiz.patterns import Candidate, checked, in_item, in_sentence, in_topic_sentence, is_term, under_heading
from dva_assist.quiz.wording import mask, stands_alone


def clean(found: Candidate | None) -> Candidate | None:
    return checked(found) if found else None


def book(*lines: str) -> FactBook:
    """The facts of a note with the title "Tide"."""
    return FactBook.of([parse_note("tide.md", "\n".join(["# Tide", "", *lines, ""]))])


@pytest.mark.parametrize(
    ("sentence", "term", "body", "form"),
    [
        ("A shard is a sequence of records in a stream.", "shard", "a sequence of records in a stream", Form.NOUN),
        (
            "Zones are places that fail apart from each other.",
            "Zones",
            "places that fail apart from each other",
            Form.NOUN,
        ),
        (
            "User data is text that is handed over at launch.",
            "User data",
            "text that is handed over at launch",
            Form.NOUN,
        ),
        ("Rollback means the return to an older version.", "Rollback", "the return to an older version", Form.NOUN),
        ("A grant in AWS KMS is a permission on one key.", "grant", "a permission on one key", Form.NOUN),
        ("Choose DAX when hot items are read often.", "DAX", "when hot items are read often", Form.CHOICE),
        ("Choose a queue over a topic when one reader pulls.", "queue", "when one reader pulls", Form.CHOICE),
    ],
)
def test_sentence_that_defines(sentence: str, term: str, body: str, form: Form) -> None:
    found = clean(in_sentence(sentence))
    assert found is not None
    assert (found.term, found.body, found.form) == (term, body, form)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is a service that stores objects for a long time.",
        "The default is the value that nobody has changed yet.",
        "Policies are always inline in a role or a group.",
        "A role is very similar to a user in most ways.",
        "The queue is available in all Regions of the partition.",
        "A stage is the same thing as an environment elsewhere.",
        "A bucket that is empty is a candidate for removal soon.",
        "A parcel is one of the things that a lane can hold.",
        "Choose it instead when nothing else is left to try.",
    ],
)
def test_sentence_that_defines_nothing(sentence: str) -> None:
    assert clean(in_sentence(sentence)) is None


def test_body_ends_where_the_definition_ends() -> None:
    bodies = {
        "A role is an identity that code can take on, and administrators can edit the role.": (
            "an identity that code can take on"
        ),
        "A gate is a stateful firewall for one instance; see VPC.": "a stateful firewall for one instance",
        "A subnet is a slice of the address range and lies in one zone.": "a slice of the address range",
        "A layer is a ZIP archive with code, data, or both.": "a ZIP archive with code, data, or both",
    }
    for sentence, body in bodies.items():
        found = clean(in_sentence(sentence))
        assert found is not None and found.body == body


@pytest.mark.parametrize(
    ("item", "is_code", "term", "body", "form"),
    [
        ("Subnet: A segment of an address range.", False, "Subnet", "A segment of an address range", Form.NOUN),
        (
            "Spot – Request unused capacity at a discount.",
            False,
            "Spot",
            "Request unused capacity at a discount",
            Form.CLAUSE,
        ),
        ("Peering: A peering routes traffic between VPCs.", False, "Peering", "routes traffic between VPCs", Form.VERB),
        (
            "Endpoint: Enables private access to a service.",
            False,
            "Endpoint",
            "Enables private access to a service",
            Form.VERB,
        ),
        (
            "KEYS_ONLY copies the keys and nothing else.",
            True,
            "KEYS_ONLY",
            "copies the keys and nothing else",
            Form.VERB,
        ),
        (
            "Role pattern: the caller keeps its own rights.",
            False,
            "Role pattern",
            "the caller keeps its own rights",
            Form.CLAUSE,
        ),
        (
            "Short labels for your things, known as tags, that you make",
            False,
            "tags",
            "Short labels for your things",
            Form.NOUN,
        ),
    ],
)
def test_item_that_defines(item: str, is_code: bool, term: str, body: str, form: Form) -> None:
    found = clean(in_item(item, is_code))
    assert found is not None
    assert (found.term, found.body, found.form) == (term, body, form)


@pytest.mark.parametrize(
    "item", ["Concurrent executions: 1,000 in every Region", "Then: it was a rule that all obeyed."]
)
def test_item_that_defines_nothing(item: str) -> None:
    assert clean(in_item(item, is_code=False)) is None


def test_verb_counts_only_under_its_own_heading() -> None:
    sentence = "A local index maintains another sort key for each partition."
    at_home = in_topic_sentence(sentence, "Local index", "DynamoDB", opening=False)
    assert at_home is not None and at_home.form is Form.VERB
    assert in_topic_sentence(sentence, "Billing", "DynamoDB", opening=True) is None


def test_heading_lends_its_term_to_a_sentence_without_subject() -> None:
    found = under_heading("Enables programs to read a part of an object.", "S3 Select")
    assert found == Candidate("S3 Select", "Enables programs to read a part of an object.", Form.VERB)
    asked = under_heading("Enables programs to read a part of an object.", "What is S3 Select?")
    assert asked is not None and asked.term == "S3 Select"


def test_error_table_gives_causes_and_cures() -> None:
    found = book(
        "## Errors", "", "| Error | Cause | Cure |", "|-|-|-|", "| Lost | a clock runs ahead | set the clock right |"
    ).definitions
    assert [(fact.term, fact.body, fact.form) for fact in found] == [
        ("Lost", "a clock runs ahead", Form.CAUSE),
        ("Lost", "set the clock right", Form.CURE),
    ]


def test_description_and_choice_columns() -> None:
    found = book(
        "| Lane | Purpose | Choose when |", "|-|-|-|", "| Swift | gives up the order | speed matters most every night |"
    ).definitions
    assert [(fact.body, fact.form) for fact in found] == [
        ("gives up the order", Form.CLAUSE),
        ("speed matters most every night", Form.CHOICE),
    ]


def test_sections_about_the_past_and_traps_teach_nothing() -> None:
    old, trap = "A parcel is a block of bytes of up to 99 KB.", "A wreck is a parcel that is lost."
    found = book("## Then and now", "", old, "", "## Exam traps", "", trap)
    assert (found.definitions, found.figures, found.rosters) == ((), (), ())
    assert len(book(old, trap).definitions) == 2


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("User data can be at most 16 KB before encoding.", ["16 KB"]),
        ("A lease lasts forty or 45 seconds.", ["45 seconds"]),
        ("Reads run at 2 MB per second and 5 MiB/s.", ["2 MB per second", "5 MiB per second"]),
        ("It takes 1,000 records per second.", ["1,000"]),
        ("One session takes up to 50 session tags.", ["50"]),
        ("IAM keeps at most five versions of a policy.", ["5"]),
        ("It answers in 0.25 seconds with 99.9% success.", ["0.25 seconds", "99.9%"]),
        ("TLS 1.2 on port 443 since version 3 of 10.0.0.0/16.", []),
        ("Two patterns give access to five accounts.", []),
        ("A two-minute lead is a 5-second delay.", []),
    ],
)
def test_amounts(text: str, written: list[str]) -> None:
    assert [amount.written() for amount in amounts(text)] == written


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("5,000", "5,000"),
        ("16 KB", "16 KB"),
        ("3 s", "3 seconds"),
        ("600 per second", "600 per second"),
        ("7 running instances", "7 running instances"),
        ("10 (user)", None),
        ("Role setting, 1-12 h", None),
        ("4 hours to 999 days", None),
        ("-", None),
    ],
)
def test_cells(cell: str, written: str | None) -> None:
    amount = cell_amount(cell)
    assert (amount.written() if amount else None) == written


def test_write() -> None:
    assert [write(1, "hour", "hours"), write(10240, "MB", "MB"), write(50, "%", "%"), write(0.5)] == [
        "1 hour",
        "10,240 MB",
        "50%",
        "0.5",
    ]


def questions(text: str) -> list[str]:
    return [figure.question for figure in book(text).figures]


def test_equal_amount_in_brackets_is_blanked_too() -> None:
    asked = questions("A lane keeps parcels for at most 168 hours (7 days) without a fee.")
    assert asked == [
        'In Tide, which value completes this statement: "A lane keeps parcels for at most ____ without a fee"?'
    ]


def test_amount_that_the_sentence_repeats_is_not_asked_for() -> None:
    assert questions("A lane keeps parcels for 24 hours, so a parcel is gone after 24 hours.") == []


def test_limits_table_asks_for_default_and_maximum_with_scope() -> None:
    head = "| What | Default | Maximum | Scope |\n|-|-|-|-|\n"
    assert questions(head + "| Lanes | 100 | 400 | account |\n| Quays | - | many | lane |") == [
        'In Tide, what is the default value of "Lanes" (scope: account)?',
        'In Tide, what is the maximum of "Lanes" (scope: account)?',
    ]


def test_labelled_item() -> None:
    assert questions("- Default timeout: 3 s") == ['In Tide, what is the figure for "Default timeout"?']


@pytest.mark.parametrize(
    ("lead", "question"),
    [
        ("EC2 provides the following features:", "Which of these is one of the features that EC2 provides?"),
        ("The kinds of data node are these:", "Which of these is one of the kinds of data node?"),
        ("These fields make up the header:", "Which of these is one of the fields that make up the header?"),
        (
            "CodeDeploy has three ways to treat a file:",
            "Which of these is one of the ways that CodeDeploy has to treat a file?",
        ),
        ("ECS supports these kinds of scaling:", "Which of these is one of the kinds of scaling that ECS supports?"),
        ("Metrics arrive in these shapes:", "Which of these is one of the shapes in which Metrics arrive?"),
        ("Requests are decided in this order:", None),
        ("The following conditions must hold:", None),
        ("It provides the following features:", None),
    ],
)
def test_lead_in_becomes_a_question(lead: str, question: str | None) -> None:
    found = book("## Parts", "", lead, "", "- Alpha part", "- Beta part", "- Gamma part").rosters
    asked = [roster.question.replace("In Tide, w", "W") for roster in found]
    assert asked == ([question] if question else [])


def test_members_are_terms_code_or_short_phrases() -> None:
    items = ("- **Calm lane**: keeps order.", "- `SWIFT` drops order.", "- An ice lane holds parcels.", "- Nets")
    (roster,) = book("Tide has these lanes:", "", *items).rosters
    assert [(member.text, member.form) for member in roster.members] == [
        ("Calm lane", "term"),
        ("SWIFT", "code"),
        ("ice lane", "term"),
        ("Nets", "term"),
    ]


@pytest.mark.parametrize(
    ("sentence", "alone"),
    [
        ("A shard is a sequence of records in a stream.", True),
        ("It is a sequence of records in a stream.", False),
        ("This keeps the records of a stream in order.", False),
        ("Amazon EC2 provides the following kinds of storage.", False),
        ("For example, a stream may have four shards.", False),
        ("A shard keeps order.", False),
        ("Records above 1 MB are refused by the stream.", True),
    ],
)
def test_stands_alone(sentence: str, alone: bool) -> None:
    assert stands_alone(sentence) is alone


def test_mask_finds_plurals_and_short_forms() -> None:
    assert mask("a list of Shards per shard", "shard") == "a list of ____ per ____"
    assert mask("copies an AMI", "Amazon Machine Image (AMI)") == "copies an ____"


def test_subject_is_the_title_or_the_chapter_of_a_nameless_note() -> None:
    text = "\n\n## Kinesis\n\nA shard is a sequence of records in a stream.\n"
    notes = [parse_note("k.md", title + text) for title in ("# Amazon Kinesis", "# aws-cert-notes")]
    assert [FactBook.of([note]).definitions[0].origin.subject for note in notes] == ["Amazon Kinesis", "Kinesis"]


def test_tens_of_something_are_no_ten_seconds() -> None:
    assert amounts("The harbor answers in tens of milliseconds, rarely in ten seconds.")[0].written() == "10 seconds"
    assert len(amounts("The harbor answers in tens of milliseconds, rarely in ten seconds.")) == 1


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(99.999999999, "%", "99.999999999%"), (100, "%", "100%"), (0.25, "GB", "0.25 GB"), (12500000, "", "12,500,000")],
)
def test_figures_are_written_in_full(value: float, unit: str, text: str) -> None:
    assert write(value, unit, unit) == text


@pytest.mark.parametrize(
    ("label", "heading", "term"),
    [
        ("Cluster", "Placement groups", "cluster placement group"),
        ("Simple", "Routing policies compared", "simple routing policy"),
        ("gp3", "Volume types", "gp3"),
        ("Cluster", "Errors and cures", "Cluster"),
    ],
)
def test_a_bare_label_gets_the_kind_that_its_heading_says(label: str, heading: str, term: str) -> None:
    assert full_label(label, heading) == term


def test_remarks_on_an_exam_are_no_facts() -> None:
    table = (
        "| Lane | Choose for |",
        "|-|-|",
        "| Calm | small harbors, outside the exam |",
        "| Swift | speed above all others, by day or night |",
    )
    found = book(
        "A DVA lane is a track that the exam asks for.", "", *table, "", "## In the exam", "", "A quay is a door."
    )
    assert [fact.term for fact in found.definitions] == ["Swift"]
    assert book("The exam has up to 65 questions on the harbor and its lanes.").figures == ()


def test_the_note_on_the_exam_is_no_subject() -> None:
    raw = "# The exam\n\nA domain is a part of the outline with a weight.\n"
    assert FactBook.of([parse_note("the-exam.md", raw)]).facts == ()
    assert FactBook.of([parse_note("tide.md", raw)]).facts != ()


@pytest.mark.parametrize(
    "sentence",
    [
        "The harbor has precedence over the 7 or 14 days of each captain.",
        "Is the parcel light, dry and delivered within 15 minutes?",
        "Make sure that the lane is built within 55 minutes of the storm.",
        "The 16 KB limit can be raised by the captain at extra cost.",
        "Other harbors of the coast reach at most 40 MB for one lane.",
        "Most parcels of the harbor arrive in under 30 minutes.",
        "The pilot solves this with a lease of 45 minutes for each captain.",
    ],
)
def test_a_figure_needs_a_whole_statement(sentence: str) -> None:
    assert not [figure for figure in book(sentence).figures if "7 days" not in figure.amount.written()]


def test_a_second_verb_is_cut_off_with_its_clause() -> None:
    (found,) = book("Valcove is the open successor of the old harbor, speaks the same code and costs less.").definitions
    assert found.body == "the open successor of the old harbor"


def test_a_label_under_limits_is_asked_for_as_a_limit() -> None:
    (figure,) = book("## Limits", "", "- Parcels at once: 1,000").figures
    assert figure.question == 'In Tide, what is the limit for "Parcels at once"?'
    assert figure.statement == "The limit for 'Parcels at once' is ____"


@pytest.mark.parametrize("term", ["name of an asset", "result in a pipeline", "size of the load"])
def test_a_property_of_a_thing_is_no_term(term: str) -> None:
    assert not is_term(term)
    assert is_term("point of sale") and is_term("infrastructure of lanes")


def test_a_choice_does_not_break_off_in_its_term() -> None:
    found = checked(Candidate("cache nearest", "to the user that may hold the data", Form.CHOICE))
    assert found is None
    assert checked(Candidate("near cache", "when the user may hold the data", Form.CHOICE)) is not None
