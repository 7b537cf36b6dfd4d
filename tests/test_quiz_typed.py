"""What counts as the same answer: other units, other spellings, slips of the pen, and what is none of these."""

from __future__ import annotations

import pytest

from dva_assist.quiz.typed import could_be_slip, is_same


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("15 minutes", "900 seconds"),
        ("900 s", "15 minutes"),
        ("0.25 h", "15 minutes"),
        ("15 Mins", "15 minutes"),
        ("15 min.", "15 minutes"),
        ("up to 15 minutes", "15 minutes"),
        ("64kb", "64 KB"),
        ("64 KiB", "64 KB"),
        ("0.5 gb", "512 MB"),
        ("1000", "1,000"),
        ("50 percent", "50%"),
        ("ten", "ten"),
        ("5 mb/s", "5 MB per second"),
        ("= 30", "30"),
        ("two", "2"),
        ("Three years", "3 years"),
        ("3 S3 buckets", "3"),
        ("15 minutes or so", "15 minutes"),
        ("7 days to 35 days", "7 days to 35 days"),
    ],
)
def test_same_figure(typed: str, answer: str) -> None:
    assert is_same(typed, answer)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("10", "100"),
        ("15", "15 minutes"),
        ("15 hours", "15 minutes"),
        ("64 GB", "64 KB"),
        ("", "30"),
        ("thirty-ish", "30"),
        ("5 MB", "5 MB per second"),
        ("15 minutes 30 seconds", "15 minutes"),
        ("5 minutes, no 10 minutes", "5 minutes"),
        ("5 minutes, no ten", "5 minutes"),
        ("7 days to 35 days", "7 days"),
        ("15 minutes 30", "15 minutes"),
        ("5 no 10", "5"),
    ],
)
def test_another_figure(typed: str, answer: str) -> None:
    assert not is_same(typed, answer)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("visibilty timeout", "Visibility timeout"),
        ("visibility-timeout", "Visibility timeout"),
        ("the visibility timeouts", "Visibility timeout"),
        ("deadletter queue", "dead-letter queue"),
        ("DEAD LETTER QUEUE", "dead-letter queue"),
        ("cold satrt", "Cold start"),
        ("aws:SourceArn", "aws:SourceArn"),
        ("S3", "S3"),
        ("gsi", "GSI"),
    ],
)
def test_same_term(typed: str, answer: str) -> None:
    assert is_same(typed, answer)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("", "Lane"),
        ("?!", "Lane"),
        ("line", "Lane"),
        ("GSI", "LSI"),
        ("S4", "S3"),
        ("asynchronous invocation", "Synchronous invocation"),
        ("decryption key", "Encryption key"),
        ("inbound rule", "Outbound rule"),
        ("unmanaged node", "Managed node"),
        ("visibility", "Visibility timeout"),
        ("type 1 retry", "Type 2 retry"),
        ("online policy", "Inline policy"),
        ("offline copy", "Online copy"),
    ],
)
def test_another_term(typed: str, answer: str) -> None:
    assert not is_same(typed, answer)


def test_a_slip_is_one_letter_in_five_and_two_in_ten() -> None:
    assert [could_be_slip(typed, "queue") for typed in ("quue", "quuu", "que")] == [True, False, False]
    assert [could_be_slip(typed, "visibility timeout") for typed in ("visiblty timeout", "viiblty timeout")] == [
        True,
        False,
    ]
