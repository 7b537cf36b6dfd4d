"""Rules of item writing, after Haladyna, that a program can check: which of them hold for which form of question.

The rules themselves are in ``rules_stem``, ``rules_options`` and ``rules_forms``. Those of ``rules_clues``,
``rules_families`` and ``rules_text`` only suit generated items.
"""

from __future__ import annotations

from collections.abc import Callable

from dva_assist.quiz import rules_clues as clues
from dva_assist.quiz import rules_families as meaning
from dva_assist.quiz import rules_forms as forms
from dva_assist.quiz import rules_options as options
from dva_assist.quiz import rules_stem as stems
from dva_assist.quiz import rules_text as text
from dva_assist.quiz.rules_options import MARKUP
from dva_assist.types import QuizItem, ReplyForm

__all__ = ["BANK_RULES", "MARKUP", "RULES", "lint", "lint_choice", "rules_for"]

Rule = Callable[[QuizItem], str | None]
TRUE_FALSE, PAIR = "true-false", "confusable-pair"

_STEM: tuple[Rule, ...] = (
    stems.stem_asks,
    stems.stem_says_how_many,
    stems.stem_stands_alone,
    stems.stem_is_positive,
    stems.no_trivia,
    options.no_markup,
    text.nothing_dangles,
    text.no_remarks,
    text.sentences_are_whole,
    text.verbs_agree,
)
_CHOICE: tuple[Rule, ...] = (
    *_STEM,
    options.options_differ,
    options.no_option_is_a_kind_of_another,
    stems.stem_hides_key,
    stems.grammar_gives_no_clue,
    options.words_give_no_clue,
    clues.question_shares_no_word_with_key,
    meaning.meaning_gives_no_clue,
    clues.answer_is_no_sum,
    text.absent_figures_are_absent,
    options.length_gives_no_clue,
    options.specificity_gives_no_clue,
    options.absolutes_give_no_clue,
    options.options_are_parallel,
    options.no_sweeping_option,
    options.amounts_differ,
    options.ranges_do_not_overlap,
    options.options_are_explained,
)
_TRUE_FALSE: tuple[Rule, ...] = (
    *_STEM,
    options.options_differ,
    options.amounts_differ,
    options.options_are_explained,
    forms.corrections_are_parallel,
    clues.statement_does_not_prove_itself,
    meaning.statement_meaning_gives_no_clue,
    text.absent_figures_are_absent,
)
_PAIR: tuple[Rule, ...] = (
    *_STEM,
    options.options_differ,
    options.options_are_parallel,
    options.options_are_explained,
    forms.pair_is_named,
    clues.pair_is_not_told,
    meaning.pair_meaning_gives_no_clue,
)
_TYPED: tuple[Rule, ...] = (
    *_STEM,
    stems.stem_hides_key,
    clues.sentence_does_not_spell_its_term,
    clues.answer_is_no_sum,
    options.options_are_explained,
    forms.answer_can_be_typed,
)
_ORDER: tuple[Rule, ...] = (*_STEM, options.options_differ, forms.steps_hide_their_place, forms.steps_are_shuffled)
_MATCH: tuple[Rule, ...] = (
    *_STEM,
    options.options_differ,
    options.options_are_parallel,
    options.options_are_explained,
    forms.prompts_differ,
    forms.prompts_hide_their_options,
    clues.prompts_are_not_told,
    meaning.prompts_meaning_gives_no_clue,
    forms.matches_are_similar_in_length,
)
RULES: dict[str, tuple[Rule, ...]] = {
    ReplyForm.ONE: _CHOICE,
    ReplyForm.SEVERAL: _CHOICE,
    ReplyForm.TYPED: _TYPED,
    ReplyForm.ORDER: _ORDER,
    ReplyForm.MATCH: _MATCH,
    TRUE_FALSE: _TRUE_FALSE,
    PAIR: _PAIR,
}
# Of a hand-written scenario, whose setting is long and whose options may be sentences with code in backticks.
BANK_RULES: tuple[Rule, ...] = (
    stems.scenario_asks,
    stems.stem_says_how_many,
    stems.question_stands_alone,
    stems.stem_is_positive,
    stems.no_trivia,
    options.no_links,
    options.options_differ,
    stems.scenario_hides_key,
    options.setting_gives_no_clue,
    options.length_gives_no_clue,
    options.absolutes_give_no_clue,
    options.options_are_parallel,
    options.no_sweeping_option,
    options.amounts_differ,
    options.ranges_do_not_overlap,
    options.options_are_explained,
)


def rules_for(item: QuizItem) -> tuple[Rule, ...]:
    """The rules of its kind where there are any, else those of its form."""
    return RULES.get(item.kind) or RULES[item.form]


def lint(item: QuizItem) -> list[str]:
    """What breaks the rules of a generated item, as "rule: what is wrong"; empty for a good one."""
    return _broken(item, rules_for(item))


def lint_choice(item: QuizItem) -> list[str]:
    """The same for a hand-written question: ONE of four options, or SEVERAL of five or six."""
    if item.form not in (ReplyForm.ONE, ReplyForm.SEVERAL):
        return ["shape: a question of the bank is answered with one option or several"]
    return _broken(item, BANK_RULES)


def _broken(item: QuizItem, rules: tuple[Rule, ...]) -> list[str]:
    """Where the shape is wrong, the other rules have nothing to go by."""
    if wrong := forms.shape(item):
        return [f"shape: {wrong}"]
    found = ((rule.__name__, rule(item)) for rule in rules)
    return [f"{name}: {wrong}" for name, wrong in found if wrong]
