"""An answers file is data that anybody may have written: the file is judged strictly, each record by itself."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from babyinmind.responses import (
    MissingResponses,
    NewerVersion,
    ResponsesError,
    ResponseStore,
    clean_text,
    read_responses,
)

posix = pytest.mark.skipif(os.name != "posix", reason="needs links, pipes or modes")

AT = "2026-11-22T05:11:00Z"
GOOD = {"revision": 2, "value": "b", "at": AT, "confidence": "sure"}


def written(**changes):
    data = {
        "format": "babyinmind-responses",
        "version": 1,
        "module": "03-attachment",
        "store": "0" * 32,
        "seed": 7,
        "answers": {"noor": GOOD},
        "sittings": [{"start": AT, "last": AT}],
    }
    data.update(changes)
    return json.dumps(data).encode()


def put(folder: Path, data: bytes) -> Path:
    path = folder / "03-attachment.responses.json"
    path.write_bytes(data)
    return path


def test_a_good_file_is_read_whole(tmp_path):
    read = read_responses(put(tmp_path, written()))
    assert read.module == "03-attachment"
    assert read.answers["noor"].value == "b"
    assert (read.answers["noor"].revision, read.answers["noor"].confidence) == (2, "sure")
    assert [(sitting.start, sitting.last) for sitting in read.sittings] == [(AT, AT)]
    assert read.faults == ()


def test_bytes_are_read_like_a_file():
    assert read_responses(written()).answers["noor"].value == "b"
    with pytest.raises(ResponsesError, match="larger than 100 bytes"):
        read_responses(written(), limit=100)


def test_a_mark_at_the_beginning_that_editors_put_there_does_no_harm(tmp_path):
    assert read_responses(put(tmp_path, b"\xef\xbb\xbf" + written())).answers["noor"].value == "b"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty"),
        (b"  \n", "it is empty"),
        (written()[:-20], "damaged at line 1"),
        (b"\x00" * 500, "damaged at line 1"),
        (b"\xff\xfe\xfa", "not text in UTF-8"),
        (written().decode().encode("utf-16"), "not text in UTF-8"),
        (b"[" * 900_000, "nested too deeply"),
        (b'{"a":' * 150_000, "nested too deeply"),
        (b"[]", "not an answers file"),
        (b"null", "not an answers file"),
        (b'"babyinmind-responses"', "not an answers file"),
        (written(format="nbgrader"), "not an answers file"),
        (written(version=0), "which version"),
        (written(version="1"), "which version"),
        (written(version=True), "which version"),
        (written(version=None), "which version"),
        (written(module=None), "which module"),
        (written(module=3), "which module"),
        (written(answers=[GOOD]), "no list of answers"),
        (written(answers=None), "no list of answers"),
    ],
)
def test_a_file_that_is_not_one_is_refused_in_plain_words(tmp_path, data, words):
    with pytest.raises(ResponsesError, match=words) as refused:
        read_responses(put(tmp_path, data))
    assert "03-attachment.responses.json" in str(refused.value)


def test_a_newer_version_is_told_from_damage(tmp_path):
    with pytest.raises(NewerVersion, match="newer version of the course"):
        read_responses(put(tmp_path, written(version=2, answers="quite different")))


def test_another_modules_file_is_refused_where_the_module_is_asked_for(tmp_path):
    path = put(tmp_path, written(module="04-memory"))
    assert read_responses(path).module == "04-memory"
    with pytest.raises(ResponsesError, match="belongs to the module '04-memory'"):
        read_responses(path, module="03-attachment")


def test_no_file_is_told_from_a_bad_one(tmp_path):
    with pytest.raises(MissingResponses, match="no such file"):
        read_responses(tmp_path / "03-attachment.responses.json")


def test_exactly_the_limit_is_read_and_one_byte_more_is_not(tmp_path):
    data = written()
    assert read_responses(put(tmp_path, data + b" " * (1_000_000 - len(data)))).answers
    with pytest.raises(ResponsesError, match="larger than 1,000,000 bytes"):
        read_responses(put(tmp_path, data + b" " * (1_000_001 - len(data))))


def test_a_gigantic_file_is_not_read_into_memory(tmp_path):
    path = put(tmp_path, b"")
    with path.open("r+b") as file:
        file.truncate(10**12)
    with pytest.raises(ResponsesError, match="larger than"):
        read_responses(path)


@posix
def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "elsewhere.json").write_bytes(written())
    path = tmp_path / "03-attachment.responses.json"
    path.symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(ResponsesError, match="a link to another place"):
        read_responses(path)
    path.unlink()
    path.symlink_to(tmp_path / "nowhere.json")
    with pytest.raises(ResponsesError, match="a link to another place"):
        read_responses(path)


@posix
def test_where_the_system_cannot_refuse_links_they_are_looked_for(tmp_path, monkeypatch):
    from babyinmind import files

    monkeypatch.setattr(files, "_NOFOLLOW", 0)
    monkeypatch.setattr(files, "_READ", os.O_RDONLY)
    (tmp_path / "elsewhere.json").write_bytes(written())
    path = tmp_path / "03-attachment.responses.json"
    path.symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(ResponsesError, match="a link to another place"):
        read_responses(path)


def test_a_folder_in_the_files_place_is_refused(tmp_path):
    path = tmp_path / "03-attachment.responses.json"
    path.mkdir()
    with pytest.raises(ResponsesError, match="a folder, not a file"):
        read_responses(path)


@posix
@pytest.mark.timeout(20)
def test_a_named_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    path = tmp_path / "03-attachment.responses.json"
    os.mkfifo(path)
    with pytest.raises(ResponsesError, match="not an ordinary file"):
        read_responses(path)


@posix
def test_a_device_is_refused(tmp_path):
    with pytest.raises(ResponsesError, match="not an ordinary file"):
        read_responses(Path("/dev/zero"))


NESTED = "bottom"
for _ in range(9):
    NESTED = [NESTED]


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (None, "not a record"),
        ("b", "not a record"),
        ({**GOOD, "revision": 0}, "revision"),
        ({**GOOD, "revision": -1}, "revision"),
        ({**GOOD, "revision": True}, "revision"),
        ({**GOOD, "revision": 1.0}, "revision"),
        ({**GOOD, "revision": "1"}, "revision"),
        ({**GOOD, "revision": 10**18}, "revision"),
        ({**GOOD, "at": None}, "time"),
        ({**GOOD, "at": 1700000000}, "time"),
        ({**GOOD, "at": "yesterday"}, "time"),
        ({**GOOD, "at": "2026-11-22T05:11:00"}, "time"),
        ({**GOOD, "at": "2026-13-22T05:11:00Z"}, "time"),
        ({**GOOD, "confidence": "very"}, "confidence"),
        ({**GOOD, "confidence": ["sure"]}, "confidence"),
        ({**GOOD, "confidence": 1}, "confidence"),
        ({**GOOD, "tries": -1}, "tries"),
        ({**GOOD, "tries": "two"}, "tries"),
        ({"revision": 1, "at": AT}, "no value"),
        ({**GOOD, "value": NESTED}, "nested more than 8 deep"),
        ({**GOOD, "value": float("nan")}, "not finite"),
        ({**GOOD, "value": [float("inf")]}, "not finite"),
        ({**GOOD, "value": {"a": -float("inf")}}, "not finite"),
        ({**GOOD, "value": 10**17}, "too large"),
        ({**GOOD, "value": [10**30]}, "too large"),
        ({**GOOD, "value": 10**4000}, "too large"),
    ],
)
def test_a_bad_record_is_named_and_the_rest_counts(tmp_path, record, words):
    read = read_responses(put(tmp_path, written(answers={"noor": record, "order": GOOD})))
    assert list(read.answers) == ["order"]
    (fault,) = read.faults
    assert "'noor'" in fault
    assert words in fault


def test_numbers_that_python_itself_refuses_cost_one_record(tmp_path):
    digits, huge = b"9" * 50_000, b"1e999"
    data = written(answers={"digits": {**GOOD, "value": 111}, "huge": {**GOOD, "value": 222}, "noor": GOOD})
    read = read_responses(put(tmp_path, data.replace(b"111", digits).replace(b"222", huge)))
    assert list(read.answers) == ["noor"]
    assert len(read.faults) == 2


def test_eight_lists_in_one_another_are_still_a_value():
    read = read_responses(written(answers={"noor": {**GOOD, "value": NESTED[0]}}))
    assert read.answers["noor"].value == NESTED[0]


def test_what_hangs_on_a_record_can_be_bad_without_costing_it():
    record = {**GOOD, "first": {"value": 1}, "aside": [{"value": "c", "edited": 1, "at": AT}, "x", {"value": 1}]}
    read = read_responses(written(answers={"noor": record}, sittings=[{"start": AT}, "x", {"start": AT, "last": AT}]))
    assert read.answers["noor"].value == "b"
    assert read.answers["noor"].first is None
    assert [conflicting.value for conflicting in read.answers["noor"].conflicting] == ["c"]
    assert len(read.sittings) == 1
    assert len(read.faults) == 5


def test_a_sitting_that_ends_before_it_starts_is_left_out():
    read = read_responses(written(sittings=[{"start": AT, "last": "2025-01-01T00:00:00Z"}]))
    assert read.sittings == ()
    assert len(read.faults) == 1


def test_thousands_of_faults_are_counted_not_told():
    read = read_responses(written(answers={f"item-{number}": 0 for number in range(5000)}))
    assert len(read.faults) == 21
    assert "4980 more" in read.faults[-1]


def test_an_item_that_the_module_does_not_know_is_kept():
    assert read_responses(written(answers={"no-such-item": GOOD})).answers["no-such-item"].value == "b"


TEXTS = {
    "right to left": "אמא מחבקת ‏את התינוק — الأم تحتضن طفلها",
    "emoji": "👩🏽‍🍼 held 👶🏿, 🏳️‍🌈",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;</textarea>",
    "long": "The baby looked away. " * 4546,
    "control": "a\x00b\u2028c\ufeffd\x7f",
    "notebook": "### BEGIN HIDDEN TESTS\nanswer: a\n### END HIDDEN TESTS\n=== END MARK SCHEME ===",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_reflection_comes_back_as_it_was_written(tmp_path, text):
    path = tmp_path / "03-attachment.responses.json"
    ResponseStore.open(path, "03-attachment").save("reflect", {"about": "family", "text": text}, edited=0)
    assert read_responses(path).answers["reflect"].value == {"about": "family", "text": text}


def test_lone_surrogates_are_replaced_on_the_way_in_and_out(tmp_path):
    read = read_responses(written(answers={"reflect": {**GOOD, "value": {"te\ud800xt": "a\udfffb"}}}))
    assert read.answers["reflect"].value == {"te\ufffdxt": "a\ufffdb"}
    path = tmp_path / "03-attachment.responses.json"
    ResponseStore.open(path, "03-attachment").save("reflect", {"text": "\ud83d and \ude00"}, edited=0)
    assert read_responses(path).answers["reflect"].value == {"text": "\ufffd and \ufffd"}


def test_halves_that_belong_together_are_joined():
    assert clean_text("\ud83d\ude00 \ud83d") == "😀 \ufffd"


@given(st.text(st.characters(exclude_categories=())))
def test_clean_text_can_always_be_written_and_changes_no_clean_text(text):
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert cleaned.encode().decode() == cleaned
    assert ("\ufffd" in cleaned) or cleaned == text or any("\ud800" <= char <= "\udfff" for char in text)


def anything(leaves):
    return st.recursive(
        leaves,
        lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(), parts, max_size=4),
        max_leaves=8,
    )


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)


def depth(value):
    if isinstance(value, list | dict):
        return 1 + max(map(depth, value.values() if isinstance(value, dict) else value), default=0)
    return 0


@settings(max_examples=150, deadline=None)
@given(st.lists(anything(LEAVES).filter(lambda value: depth(value) <= 8), min_size=1, max_size=3))
def test_any_plain_value_makes_the_round_trip(values):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "03-attachment.responses.json"
        store = ResponseStore.open(path, "03-attachment")
        for number, value in enumerate(values):
            store.save(f"item {number}", value, edited=0)
        read = read_responses(path)
        assert read.faults == ()
        for number, value in enumerate(values):
            back = read.answers[f"item {number}"].value
            assert json.dumps(back) == json.dumps(value)


@settings(max_examples=300, deadline=None)
@given(anything(LEAVES | st.sampled_from([AT, "sure", 1, 2, GOOD, float("nan"), 10**40])), st.data())
def test_whatever_stands_in_a_record_never_brings_the_reader_down(junk, data):
    key = data.draw(st.sampled_from(["revision", "value", "at", "confidence", "first", "tries", "aside"]))
    read = read_responses(written(answers={"noor": {**GOOD, key: junk}, "other": GOOD}))
    assert read.answers["other"].value == "b"
    if "noor" not in read.answers:
        assert read.faults
    top = data.draw(st.sampled_from(["format", "version", "module", "store", "seed", "answers", "sittings", "erased"]))
    try:
        read_responses(written(**{top: junk}))
    except ResponsesError as error:
        assert str(error).endswith(".")


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read(data):
    with pytest.raises(ResponsesError):
        read_responses(data)


def test_reading_answers_loads_nothing_heavy():
    heavy = ["pydantic", "IPython", "nbgrader", "matplotlib", "ipywidgets", "filelock", "platformdirs", "asyncio"]
    code = f"import sys, babyinmind.responses; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
