"""How a response scores, for every kind, by properties that an author or a learner would swear to."""

import json
import math
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from babyinmind.questions import Question, ResponseError
from babyinmind.questions.choice import Choice
from babyinmind.questions.choices import Choices
from babyinmind.questions.match import Match
from babyinmind.questions.number import Number
from babyinmind.questions.order import Order


def for_all(*strategies, examples=30):
    """Hypothesis' `given`, with few examples and no clock: a busy machine is no fault."""

    def decorate(test):
        return settings(max_examples=examples, deadline=None, derandomize=True)(given(*strategies)(test))

    return decorate


IDS = [f"option-{letter}" for letter in "abcdefghij"]


def texts(names):
    return {name: f"Text of {name}." for name in names}


def ids(least, most):
    return st.integers(least, most).map(lambda count: IDS[:count])


@st.composite
def choice(draw):
    names = draw(ids(2, 8))
    return Choice(id="q", prompt="?", options=texts(draw(st.permutations(names))), answer=draw(st.sampled_from(names)))


@st.composite
def choices(draw):
    names = draw(ids(3, 10))
    key = draw(st.lists(st.sampled_from(names), min_size=1, max_size=len(names) - 1, unique=True))
    return Choices(id="q", prompt="?", options=texts(draw(st.permutations(names))), answer=key)


@st.composite
def match(draw):
    premises = [f"premise-{number}" for number in range(draw(st.integers(2, 8)))]
    names = draw(ids(2, 10))
    key = {premise: draw(st.sampled_from(names)) for premise in premises}
    return Match(id="q", prompt="?", premises=texts(premises), options=texts(names), answer=key)


@st.composite
def order(draw):
    names = draw(ids(3, 8))
    listed, key = draw(st.permutations(names)), draw(st.permutations(names))
    return Order(id="q", prompt="?", options=texts(listed), answer=list(key))


@st.composite
def number(draw):
    size = st.floats(-1e6, 1e6)
    return Number(id="q", prompt="?", answer=draw(size), tolerance=draw(st.floats(0, 1e3)))


KINDS = {"choice": choice(), "choices": choices(), "match": match(), "order": order(), "number": number()}
QUESTIONS = st.one_of(*KINDS.values())

WORDS = st.one_of(st.sampled_from([*IDS, "premise-0", "premise-1", "text", "\ud800", "a\udfff"]), st.text(max_size=8))
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**300, max_value=10**320),
    st.floats(),
    WORDS,
)
ANYTHING = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4))


def some_response(question: Question):
    """A strategy for responses of a question's own form, unknown ids and doubles included."""
    names = st.sampled_from([*getattr(question, "options", IDS), "gone"])
    match question:
        case Choice():
            return st.sampled_from(list(question.options))
        case Match():
            return st.dictionaries(st.sampled_from([*question.premises, "gone"]), names)
        case Number():
            return st.floats(-2e6, 2e6) | st.integers(-(10**7), 10**7)
    return st.lists(names, max_size=12)


@for_all(st.data(), QUESTIONS, st.floats(0.25, 10))
def test_a_share_is_a_plain_float_from_0_to_1_and_a_score_that_share_of_the_points(data, question, points):
    response = data.draw(some_response(question))
    share = question.share(response)
    assert type(share) is float
    assert 0.0 <= share <= 1.0
    worth_more = replace(question, points=points)
    assert type(worth_more.score(response)) is float
    assert worth_more.score(response) == points * share


@for_all(QUESTIONS)
def test_the_key_earns_everything(question):
    assert question.share(question.key) == 1.0


@pytest.mark.parametrize("blank", [None, "", [], {}])
@for_all(QUESTIONS)
def test_a_blank_earns_nothing(blank, question):
    assert question.is_blank(blank)
    assert question.share(blank) == 0.0


@pytest.mark.parametrize("answered", [0, 0.0, False, " ", [None], {"a": None}])
@for_all(QUESTIONS)
def test_nought_is_an_answer_and_no_blank(answered, question):
    assert not question.is_blank(answered)


@for_all(choice())
def test_a_choice_earns_all_or_nothing(question):
    assert [question.share(name) for name in question.options].count(1.0) == 1
    assert {question.share(name) for name in question.options} == {0.0, 1.0}


@for_all(st.data(), choices())
def test_one_more_right_pick_never_lowers_and_one_more_wrong_pick_never_raises(data, question):
    picks = data.draw(st.lists(st.sampled_from(list(question.options)), unique=True))
    for name in set(question.options) - set(picks):
        change = question.share([*picks, name]) - question.share(picks)
        assert change >= 0 if name in question.key else change <= 0


@for_all(choices())
def test_ticking_everything_never_pays(question):
    assert question.share(list(question.options)) < 1.0


@for_all(choices())
def test_each_right_pick_alone_earns_its_part(question):
    for name in question.key:
        assert question.share([name]) == pytest.approx(1 / len(question.key))


@for_all(st.data(), match())
def test_mending_one_pair_raises_by_one_part(data, question):
    pairs = data.draw(
        st.dictionaries(st.sampled_from(list(question.premises)), st.sampled_from(list(question.options)))
    )
    for premise, right in question.key.items():
        gain = question.share({**pairs, premise: right}) - question.share(pairs)
        wanted = 0.0 if pairs.get(premise) == right else 1 / len(question.premises)
        assert gain == pytest.approx(wanted)


@for_all(st.data(), order())
def test_mending_two_neighbours_in_the_wrong_order_never_lowers(data, question):
    given_order = data.draw(st.permutations(question.key))
    place = {step: index for index, step in enumerate(question.key)}
    for index in range(len(given_order) - 1):
        if place[given_order[index]] > place[given_order[index + 1]]:
            mended = list(given_order)
            mended[index : index + 2] = reversed(mended[index : index + 2])
            assert question.share(mended) >= question.share(list(given_order))


@for_all(st.data(), order())
def test_an_order_earns_kendalls_tau_but_never_less_than_nothing(data, question):
    given_order = data.draw(st.permutations(question.key))
    pairs = list(combinations(range(len(question.key)), 2))
    ranks = [question.key.index(step) for step in given_order]
    concordant = sum(ranks[first] < ranks[second] for first, second in pairs)
    tau = (concordant - (len(pairs) - concordant)) / len(pairs)
    assert question.share(list(given_order)) == pytest.approx(max(0.0, tau))


@for_all(order())
def test_the_reverse_order_and_a_single_step_earn_nothing(question):
    assert question.share(question.key[::-1]) == 0.0
    assert question.share(question.key[:1]) == 0.0


@for_all(number(), st.floats(-2e6, 2e6), st.floats(-2e6, 2e6))
def test_a_nearer_number_is_never_worse(question, one, other):
    near, far = sorted([one, other], key=lambda value: abs(value - question.key))
    assert question.share(near) >= question.share(far)


@for_all(number())
def test_the_tolerance_is_inclusive_and_ends(question):
    for sign in (-1, 1):
        assert question.share(question.key + sign * question.tolerance) == 1.0
        assert question.share(question.key + sign * (question.tolerance * 1.01 + 0.01)) == 0.0


def test_a_sum_of_decimals_is_what_it_looks_like():
    assert Number(id="q", prompt="?", answer=0.3, tolerance=0).share(0.1 + 0.2) == 1.0


@for_all(st.data(), st.one_of(choices(), match(), order(), choice()))
def test_neither_the_listing_of_options_nor_the_order_of_picks_matters(data, question):
    response = data.draw(some_response(question))
    listed = dict(data.draw(st.permutations(list(question.options.items()))))
    again = replace(question, options=listed)
    assert again.share(response) == question.share(response)
    if isinstance(question, Choices):
        assert question.share(data.draw(st.permutations(response))) == question.share(response)
    if isinstance(question, Match):
        assert question.share(dict(data.draw(st.permutations(list(response.items()))))) == question.share(response)


@for_all(choices(), order())
def test_a_pick_given_twice_counts_once(several, steps):
    assert several.share([*several.key, several.key[0]]) == 1.0
    assert steps.share([*steps.key, steps.key[0]]) == 1.0


@for_all(QUESTIONS, ANYTHING, examples=150)
def test_whatever_json_holds_it_scores_or_is_refused_in_words(question, response):
    judge(question, response)


def judge(question, response):
    """Score, remark and retell; the only way out is a `ResponseError` that says something."""
    for told in (question.share, question.remarks, question.own_words):
        try:
            result = told(response)
        except ResponseError as error:
            assert str(error).endswith(".")
            continue
        if told == question.share:
            assert type(result) is float
            assert 0.0 <= result <= 1.0


DEEP: list = []
for _ in range(100_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "response",
    [
        DEEP,
        {"premise-0": DEEP},
        10**5000,
        -(10**5000),
        math.nan,
        math.inf,
        True,
        False,
        "\ud800",
        ["\ud800"],
        {"\ud800": "\udfff"},
        ["option-a", None],
        ["option-a", ["option-b"]],
        [{}],
        {"premise-0": 5},
        "x" * 1_000_000,
        json.loads("1e999"),
    ],
    ids=lambda value: type(value).__name__,
)
@for_all(QUESTIONS, examples=10)
def test_hostile_responses_end_in_words(response, question):
    judge(question, response)


@for_all(number())
def test_true_is_not_one(question):
    for response in (True, False, "48", math.nan, math.inf, 10**5000):
        with pytest.raises(ResponseError):
            question.share(response)


def test_an_option_that_is_gone_is_said_to_be_gone():
    with pytest.raises(ResponseError, match="no longer part of this question"):
        Choice(id="q", prompt="?", options=texts("ab"), answer="a").share("c")


@for_all(QUESTIONS)
def test_a_released_question_cannot_score_and_says_why(question):
    released = replace(question, answer=None)
    assert not released.has_key
    with pytest.raises(LookupError, match="released"):
        released.share(question.key)


@for_all(st.data(), match())
def test_remarks_on_a_match_tell_no_pair_that_was_not_found(data, question):
    told = {premise: f"Because of {option}." for premise, option in question.key.items()}
    question = replace(question, feedback=told)
    pairs = data.draw(
        st.dictionaries(st.sampled_from(list(question.premises)), st.sampled_from(list(question.options)))
    )
    for remark in question.remarks(pairs):
        assert bool(remark.text) == bool(remark.right) == (pairs[remark.about] == question.key[remark.about])


@for_all(st.data(), order())
def test_remarks_on_an_order_tell_no_place_before_all_are_right(data, question):
    question = replace(question, feedback={step: f"Why {step}." for step in question.key})
    steps = list(data.draw(st.permutations(question.key)))
    told = [remark.about for remark in question.remarks(steps)]
    assert told == (question.key if steps == question.key else [None])


@pytest.mark.parametrize(
    ("value", "said"), [(1234567, "1234567 children"), (0.1 + 0.2, "0.3 children"), (48.0, "48 children")]
)
def test_a_number_comes_back_as_it_was_written(value, said):
    assert Number(id="q", prompt="?", unit="children").own_words(value) == (said,)
