from dva_assist.words import content_words, stems, words


def test_words_are_lower_case_and_in_order() -> None:
    assert words("Set aws:MultiFactorAuthAge, don’t wait!") == ["set", "aws", "multifactorauthage", "don't", "wait"]


def test_stems_meet_across_forms() -> None:
    assert stems("retries") == stems("retry")
    assert stems("Lambda's functions") == stems("lambda function")


def test_camel_case_names_are_found_by_their_parts() -> None:
    assert {"getitem", "get", "item"} <= stems("GetItem")


def test_content_words_leave_out_what_only_asks() -> None:
    assert content_words("What is the difference between a GSI and an LSI?") == ["gsi", "lsi"]
    assert content_words("retry the retry") == ["retry"]


def test_a_question_of_stop_words_keeps_them() -> None:
    assert content_words("what is it") == ["what", "is", "it"]
