import pytest

from dva_assist.evaluation import Replied, answer_measures, bootstrap, covers, judged, measures


def test_recall_and_reciprocal_rank() -> None:
    questions = [
        judged(["a", "b", "c"], ["a"]),  # rank 1
        judged(["b", "b", "a"], ["a"]),  # rank 2: a section counts once
        judged(["b", "c", "d", "e", "a"], ["a"]),  # rank 5
        judged(["b"], ["a"]),  # not found
    ]
    result = measures(questions)
    assert result["recall@1"].value == 0.25
    assert result["recall@3"].value == 0.5
    assert result["recall@5"].value == 0.75
    assert result["mrr@10"].value == pytest.approx((1 + 1 / 2 + 1 / 5) / 4)


def test_any_gold_section_counts() -> None:
    assert judged(["x", "b"], ["a", "b"]).rank == 2


def test_the_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    few = bootstrap([1.0, 0.0] * 10, seed=0, samples=2_000)
    many = bootstrap([1.0, 0.0] * 200, seed=0, samples=2_000)
    assert few.low < few.value == many.value == 0.5 < few.high
    assert many.high - many.low < few.high - few.low


def test_the_interval_of_twenty_coin_flips() -> None:
    # The exact 95% interval of the mean of 20 fair draws is 0.28 to 0.72.
    interval = bootstrap([1.0, 0.0] * 10, seed=0, samples=20_000)
    assert interval.low == pytest.approx(0.28, abs=0.03)
    assert interval.high == pytest.approx(0.72, abs=0.03)


def test_a_quote_covers_a_span_that_lies_in_it_or_that_holds_it() -> None:
    row = "| Timeout of a function | 3 seconds |"
    assert covers(f"{row}\n", "Timeout of a function |  3 seconds")
    assert covers("The default timeout is 3 seconds.", "The default timeout is 3 seconds. The maximum is 900.")
    assert not covers("3 seconds", "The default timeout is 3 seconds.")
    assert not covers("The default timeout is 3 seconds.", "The maximum is 900.")


def test_answers_and_refusals_are_counted_apart() -> None:
    span = "A kiln is an oven that fires clay."
    replies = [
        Replied(True, False, (span,), (span, "A glaze is a layer of glass.")),
        Replied(True, True, (span,)),
        Replied(False, True),
        Replied(False, False, (), ("A kiln is something else than that.",)),
    ]
    result = {name: measure.value for name, measure in answer_measures(replies).items()}
    assert result == {"a span shown": 0.5, "quotes on a span": 0.5, "wrongly declined": 0.5, "rightly declined": 0.5}


def test_what_cannot_be_told_is_left_out() -> None:
    assert set(answer_measures([Replied(True, False)])) == {"wrongly declined"}
