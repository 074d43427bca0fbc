"""Every figure can be had without matplotlib, mends any state, says its numbers, and draws a safe picture."""

import dataclasses
import json
import random
import re
import subprocess
import sys
import time
from itertools import combinations
from xml.etree import ElementTree

import pytest

from babyinmind import figures
from babyinmind.figures import Choice, Several, Slider, Toggle, canvas
from babyinmind.figures.redraw import redraw

JUNK = [
    None,
    "36",
    "",
    [],
    {},
    -1,
    10**400,
    1e308,
    float("nan"),
    float("inf"),
    True,
    ["nowhere"],
    [["china"]],
    object(),
]


def some_states(figure):
    """The first state, and every control by itself at its ends and in its middle."""
    yield figure.initial_state
    for control in figure.controls:
        match control:
            case Slider():
                values = [control.minimum, control.maximum, *control.stops]
            case Choice():
                values = list(control.options)
            case Several():
                values = [[], list(control.options), *([option] for option in control.options)]
            case Toggle():
                values = [True, False]
        for value in values:
            for other in figure.controls:
                if isinstance(other, Toggle):
                    yield figure.initial_state | {other.id: True, control.id: value}
            yield figure.initial_state | {control.id: value}


def a_state(figure, draw):
    """Every control at any value, by chance."""
    state = {}
    for control in figure.controls:
        match control:
            case Slider():
                state[control.id] = draw.choice(control.stops)
            case Choice():
                state[control.id] = draw.choice(list(control.options))
            case Several():
                state[control.id] = [option for option in control.options if draw.random() < 0.7]
            case Toggle():
                state[control.id] = draw.random() < 0.5
    return state


@pytest.fixture(params=figures.names())
def figure(request):
    return figures.get(request.param)


def test_an_unknown_figure_is_refused_with_the_known_ones():
    for ask in (figures.get, figures.first_state_svg):
        with pytest.raises(figures.UnknownFigure, match=r"'attachment-moon'.*attachment-countries, attachment-world"):
            ask("attachment-moon")


def test_a_figure_has_its_words_and_its_name(figure):
    assert figures.get(figure.name) is figure
    assert figure.name in figures.names()
    for words in (figure.title, figure.source, figure.sample, figure.limits):
        assert len(words) > 20
    assert len({control.id for control in figure.controls}) == len(figure.controls)


def test_the_first_state_is_a_sound_state_and_plain_json(figure):
    state = figure.initial_state
    assert figure.checked(state) == state
    assert json.loads(json.dumps(state)) == state
    assert list(state) == [control.id for control in figure.controls]
    for control in figure.controls:
        initial = control.initial
        assert state[control.id] == (list(initial) if isinstance(initial, tuple) else initial)
        if isinstance(control, Slider):
            assert control.stops[0] == control.minimum and control.stops[-1] == control.maximum
            assert list(control.stops) == sorted({control.checked(stop) for stop in control.stops})
            assert control.initial in control.stops


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: type(junk).__name__ + str(junk)[:12])
def test_any_bad_state_is_mended(figure, junk):
    assert figure.checked(junk) == figure.initial_state
    for control in figure.controls:
        state = figure.checked({control.id: junk, "script": "<script>"})
        assert figure.checked(json.loads(json.dumps(state))) == state
        assert list(state) == [control.id for control in figure.controls]
        assert type(state[control.id]) is type(figure.initial_state[control.id])
    every = figure.checked({control.id: junk for control in figure.controls})
    assert figure.alt(every) and figure.summary(every) and figure.table(every).rows


def test_a_number_out_of_range_goes_to_the_end_and_between_steps_to_the_next(figure):
    for control in figure.controls:
        if isinstance(control, Slider):
            assert control.checked(control.minimum - 1) == control.minimum
            assert control.checked(10**400) == control.maximum
            assert control.checked(float("inf")) == control.maximum
            assert control.checked(control.minimum + control.step * 1.4) == control.minimum + control.step


def test_several_keep_the_order_of_the_options_and_drop_what_is_unknown():
    several = Several("s", "S", {"a": "A", "b": "B"}, ("a",))
    assert several.checked(["b", "nowhere", "a", "b"]) == ["a", "b"]
    assert several.checked([]) == []
    assert several.checked(["nowhere"]) == ["a"]


def test_each_state_says_every_number_of_its_table(figure):
    for state in some_states(figure):
        table, alt = figure.table(state), figure.alt(state)
        assert table.caption
        for row in table.rows:
            assert len(row) == len(table.header)
            for cell in row[1:]:
                for number in re.findall(r"[\d,.]+%?", cell):
                    assert number in alt, (state, row, alt)


def test_the_summary_is_one_sentence_that_follows_the_controls(figure):
    said = set()
    for state in some_states(figure):
        summary = figure.summary(state)
        assert summary.endswith(".") and ". " not in summary.replace("et al. ", "")
        said.add(summary)
    assert len(said) > 5


@pytest.mark.slow
def test_every_picture_is_safe_scales_and_is_always_the_same(figure):
    for state in list(some_states(figure))[::7]:
        svg = figure.draw(state)
        assert figure.draw(state) == svg
        root = ElementTree.fromstring(svg)
        assert svg.startswith("<svg ") and re.fullmatch(r"0 0 \d+ \d+", root.get("viewBox"))
        assert root.get("width") is None and root.get("height") is None
        named = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert named <= {"svg", "g", "defs", "path", "use", "clipPath", "rect"}
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids)) and all(id.startswith(figure.name) for id in ids)
        referred = re.findall(r'href="([^"]*)"|url\(([^)]*)\)', svg)
        assert {(a or b).lstrip("#") for a, b in referred} <= set(ids)
        assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"]
        assert not re.search(r"\son\w+=|20\d\d-\d\d|nan|inf", svg)


@pytest.mark.slow
def test_no_words_leave_the_picture_or_run_into_others(figure):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    draw = random.Random(figure.name)
    for state in [figure.initial_state, *(a_state(figure, draw) for _ in range(14))]:
        with canvas.settled(figure.name):
            drawing = figure.sheet(state).drawing
            renderer = FigureCanvasAgg(drawing).get_renderer()
            drawing.draw(renderer)
            texts = [text for text in drawing.findobj(Text) if text.get_visible() and text.get_text()]
            boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
        for words, box in boxes:
            assert box.x0 >= 4 and box.x1 <= drawing.bbox.width - 4, (state, words)
            assert box.y0 >= 0 and box.y1 <= drawing.bbox.height, (state, words)
        for (words, box), (other, its) in combinations(boxes, 2):
            # Lines of one label may touch; letters do not.
            assert not box.padded(-2).overlaps(its.padded(-2)), (state, words, other)


def test_a_person_s_own_matplotlib_settings_change_nothing(figure):
    import matplotlib

    with matplotlib.rc_context(
        {"font.size": 30, "svg.fonttype": "none", "axes.linewidth": 9, "xtick.major.pad": 40, "savefig.pad_inches": 2}
    ):
        svg = figure.draw({})
        assert matplotlib.rcParams["font.size"] == 30
    assert svg == figures.first_state_svg(figure.name)


@pytest.mark.slow
def test_the_drawings_of_the_first_states_are_current(figure, tmp_path):
    drawn = figure.draw({})
    assert figures.first_state_svg(figure.name) == drawn, "run: python -m babyinmind.figures.redraw"
    written = redraw(tmp_path)
    assert {file.stem for file in written} == set(figures.names())
    assert (tmp_path / f"{figure.name}.svg").read_bytes() == drawn.encode()
    assert redraw(tmp_path) == []


def test_drawing_is_quick_once_matplotlib_is_there(figure):
    figure.draw({})
    took = []
    for _ in range(5):
        begun = time.process_time()
        figure.draw({})
        took.append(time.process_time() - begun)
    assert min(took) < 0.3


def test_nothing_but_drawing_loads_matplotlib_or_numpy():
    code = """
import sys
from babyinmind import figures
for name in figures.names():
    figure = figures.get(name)
    figure.checked({"children": 5}), figure.initial_state, figure.controls
    for state in ({}, {"chance": True}):
        figure.alt(state), figure.summary(state), figure.table(state)
    assert figures.first_state_svg(name).startswith("<svg")
heavy = {"matplotlib", "numpy", "PIL"} & set(sys.modules)
assert not heavy, heavy
figure.draw({})
assert "matplotlib" in sys.modules and "matplotlib.pyplot" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_control_s_fields_cannot_be_changed(figure):
    with pytest.raises(dataclasses.FrozenInstanceError):
        figure.controls[0].label = "x"
