"""From what a person typed to a question, or to the line that says why it is none."""

import pytest

from dva_assist.question import Reader
from dva_assist.types import Decline, NoAnswer, Question, QuestionKind, Turn

KINESIS = [
    Turn("user", "What is the default retention of a Kinesis stream?"),
    Turn("assistant", "24 hours [1]"),
]


def question(text: str, history: list[Turn] | None = None) -> Question:
    prepared = Reader().read(text, history or [])
    assert isinstance(prepared, Question), prepared
    return prepared


def refusal(text: str) -> NoAnswer:
    prepared = Reader().read(text)
    assert isinstance(prepared, NoAnswer), prepared
    return prepared


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What is a shard?", QuestionKind.DEFINITION),
        ("dynamodb streams", QuestionKind.DEFINITION),
        ("How long can a Lambda function run at most?", QuestionKind.NUMBER),
        ("What is the default visibility timeout?", QuestionKind.NUMBER),
        ("Which deployment policies does Beanstalk support?", QuestionKind.LIST),
        ("What are the Lambda limits?", QuestionKind.LIST),
        ("How do I rotate a secret?", QuestionKind.STEPS),
        ("In which order do the hooks run?", QuestionKind.STEPS),
        ("What is the difference between a GSI and an LSI?", QuestionKind.COMPARISON),
        ("SQS vs SNS", QuestionKind.COMPARISON),
        ("What happens when a Lambda function fails?", QuestionKind.OTHER),
        ("which things can a bucket tell directly", QuestionKind.LIST),
        ("Which setting of the instance reduces the risk?", QuestionKind.OTHER),
        ("What exactly is a task token in Step Functions?", QuestionKind.DEFINITION),
        ("A queue of limited size fills up. Which setting helps?", QuestionKind.OTHER),
        (
            "Our function has a timeout of 30 seconds. How many retries are there? We are in a hurry.",
            QuestionKind.NUMBER,
        ),
    ],
)
def test_kind(text: str, kind: QuestionKind) -> None:
    assert question(text).kind is kind


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("What is the difference between a GSI and an LSI?", ("gsi", "lsi")),
        ("SQS vs SNS", ("sqs", "sns")),
        ("How is CloudFormation different from Elastic Beanstalk?", ("cloudformation", "elastic beanstalk")),
        ("Should I use Parameter Store or Secrets Manager?", ("parameter store", "secrets manager")),
        ("compare reserved and provisioned concurrency", ("reserved", "provisioned concurrency")),
        ("What is a shard?", ()),
    ],
)
def test_sides_of_a_comparison(text: str, sides: tuple[str, ...]) -> None:
    assert question(text).sides == sides


def test_a_follow_up_carries_what_it_refers_to() -> None:
    followed = question("and how long can it be at most?", KINESIS)
    assert {"retention", "kinesis", "stream"} <= set(followed.terms)
    assert followed.text == "and how long can it be at most?"


def test_a_follow_up_with_a_name_of_its_own_replaces_the_name() -> None:
    followed = question("what about SQS?", KINESIS)
    assert "sqs" in followed.terms
    assert "retention" in followed.terms
    assert "kinesis" not in followed.terms


def test_follow_ups_chain() -> None:
    history = [*KINESIS, Turn("user", "and at most?"), Turn("assistant", "365 days [1]")]
    assert "kinesis" in question("why?", history).terms


@pytest.mark.parametrize(
    "text",
    [
        "How do I encrypt an S3 bucket?",
        "Is it possible to resize an EBS volume?",
        "What is the difference between S3 Standard-IA and One Zone-IA?",
        "What are the limits of a function?",
    ],
)
def test_a_question_of_its_own_ignores_the_history(text: str) -> None:
    assert question(text, KINESIS).standalone == text


@pytest.mark.parametrize("text", ["hello!", "Thanks a lot", "what can you do?", "help", "ok thanks", "bye"])
def test_small_talk_gets_a_friendly_line(text: str) -> None:
    assert refusal(text).kind is Decline.SMALL_TALK


@pytest.mark.parametrize("text", ["hello world lambda", "help me understand shards", "who are federated users?"])
def test_what_only_begins_like_small_talk_is_a_question(text: str) -> None:
    question(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("   \n\t ", "empty"),
        ("x" * 20_000, "20,000 characters"),
        ("😀🎉", "no words"),
        ("???", "no words"),
        ("```python\nprint(1)\n```", "code block"),
        ("```unclosed\nprint(1)", "code block"),
        ("<div><br/></div>", "HTML"),
        ("<script>alert(1)</script>", "HTML"),
        ("Was ist eine Funktion und wie kann ich sie nutzen?", "German"),
        ("¿Qué es una función y para qué sirve?", "Spanish"),
        ("Что такое лямбда?", "ask in English"),
        ("ラムダとは何ですか", "ask in English"),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(text: str, says: str) -> None:
    declined = refusal(text)
    assert declined.kind is Decline.BAD_QUESTION
    assert says in declined.reason


def test_markup_around_a_question_is_left_out() -> None:
    asked = question("<b>What is</b> a shard?<script>alert(1)</script>\n```\ncode\n```")
    assert asked.text == "What is a shard?"


def test_comparison_signs_are_no_markup() -> None:
    assert question("is 3 < 5 in a filter pattern?").text == "is 3 < 5 in a filter pattern?"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "How long is a record kept in Kinesis, and how large may it be?",
            ["How long is a record kept in Kinesis", "Kinesis: how large may it be?"],
        ),
        (
            "how many shards has a stream? and what is a partition key?",
            ["how many shards has a stream", "how many shards has a stream: what is a partition key?"],
        ),
        (
            "What is an SQS queue and what does SNS cost a month?",
            ["What is an SQS queue", "what does SNS cost a month?"],
        ),
        (
            "Can a new account still use AWS Data Pipeline, and if not, what should one take instead?",
            ["Can a new account still use AWS Data Pipeline", "AWS Data Pipeline: what should one take instead?"],
        ),
        (
            "How long does a Vault Lock take, and am I able to edit the policy later?",
            ["How long does a Vault Lock take", "Vault Lock: am I able to edit the policy later?"],
        ),
    ],
)
def test_two_questions_in_one_are_parted(text: str, parts: list[str]) -> None:
    assert [part.standalone for part in question(text).parts] == parts


@pytest.mark.parametrize(
    "text",
    [
        "What is a shard?",
        "What is the difference between SQS and SNS?",
        "Which hooks run, and in what order?",
        "Does ECR expire images, and how?",
        "When a function fails, which metric grows and where is it shown?",
        "The queue is full. The function times out. Why, and what should be changed first?",
        "how often can I switch a stream from provisioned to on-demand and back",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    assert question(text).parts == ()


def test_each_part_is_of_its_own_kind() -> None:
    first, second = question("What is a shard and how many records does it take a second?").parts
    assert (first.kind, second.kind) == (QuestionKind.DEFINITION, QuestionKind.NUMBER)
