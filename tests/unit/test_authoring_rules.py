"""Questions that deserve their points, plain language, citations, links, figures, folded parts: what can be measured."""

from datetime import date, timedelta

import pytest

from babyinmind import figures
from babyinmind.authoring import check_module
from babyinmind.authoring.rules.figures import lacks
from babyinmind.authoring.rules.language import grade
from babyinmind.authoring.rules.questions import asking_sentences
from babyinmind.cli import main
from babyinmind.cli.author.check import support_warnings
from support.authors import (
    CELLS,
    CHOICE,
    CHOICES,
    FIGURE,
    LESSON,
    MATCH,
    NUMBER,
    ORDER,
    PRACTICE,
    RUBRIC,
    changed,
    swapped,
    write_module,
)

AT = {text: number for number, text in enumerate(CELLS, start=1)}
MINUTES = "The header says"


def faults_of(tmp_path, *pairs):
    """(cell, line, message) for everything that is wrong with the small module after some swaps; minutes left out."""
    path = write_module(tmp_path, *swapped(*pairs))
    return [(one.cell, one.line, one.message) for one in check_module(path) if not one.message.startswith(MINUTES)]


def lesson(*paragraphs):
    """The small module's lesson with more under it."""
    return (LESSON, "\n\n".join([LESSON, *paragraphs]))


LONG = "word " * 12
LONG_KEY = "A secure base, from which she sets out and to which she comes back."
FIRST = "What is Samira for Noor?"

# cells swapped, the cell's number and line, what the message says
FAULTS = {
    "the key is the longest": (
        [(CHOICE, changed(CHOICE, "A secure base.", LONG_KEY))],
        (AT[CHOICE], 9, "The key has 67 characters, the longest distractor 11: whoever picks the longest is right."),
    ),
    "the key is the shortest": (
        [(CHOICE, changed(CHOICE, "A stranger.", "A stranger whom she has met on the stairs."))],
        (AT[CHOICE], 9, "The key has 14 characters, the shortest distractor 42: whoever picks the shortest is right."),
    ),
    "the key of a practice question is the longest": (
        [(PRACTICE, changed(PRACTICE, "His great-uncle.", "His great-uncle, when a chair falls over."))],
        (AT[PRACTICE], 7, "The key has 41 characters"),
    ),
    "right options are longer": (
        [(CHOICES, changed(CHOICES, "Noor looked back.", "Noor looked back at the third step and went on."))],
        (AT[CHOICES], 7, "The right options are longer than the wrong ones: 32 characters on average against 15."),
    ),
    "right options are shorter": (
        [(CHOICES, changed(CHOICES, "Noor is clingy.", "Noor is clingy, as she has been for weeks."))],
        (AT[CHOICES], 7, "The right options are shorter than the wrong ones"),
    ),
    "an absolute word": (
        [(CHOICE, changed(CHOICE, "A stranger.", "Always new."))],
        (AT[CHOICE], 8, "The option 'a' says 'Always', which gives options away."),
    ),
    "an absolute word in an option that is a quotation": (
        [(CHOICE, changed(CHOICE, "A stranger.", "'\"You must.\"'"))],
        (AT[CHOICE], 8, "The option 'a' says 'must'"),
    ),
    "an absolute word in practice": (
        [(PRACTICE, changed(PRACTICE, "The drum.", "Only a drum."))], (AT[PRACTICE], 8, "The option 'b' says 'Only'"),
    ),
    "all of the above": (
        [(CHOICE, changed(CHOICE, "A stranger.", "Both of these."))],
        (AT[CHOICE], 8, "The option 'a' speaks of the other options ('Both of these')."),
    ),
    "a negative stem": (
        [(CHOICE, changed(CHOICE, FIRST, "Which of these is not Samira?"))],
        (AT[CHOICE], 6, "The stem asks by a negative ('not' in 'Which of these is not Samira?')."),
    ),
    "an exception": (
        [(CHOICES, changed(CHOICES, "Which lines describe behaviour?", "Tick each line except verdicts."))],
        (AT[CHOICES], 6, "asks by a negative ('except'"),
    ),
    "three kinds alone": (
        [(NUMBER, ""), (ORDER, "")],
        (0, 0, "The graded questions are of 3 kinds: choice (1), choices (1), match (1). Use at least 4 of"),
    ),
    "a hard lesson": (
        [lesson("Intergenerational psychopathological considerations necessitate multidisciplinary conceptualisation,"
                " notwithstanding institutional heterogeneity.")],
        (4, 5, "The median reading grade of the lesson's paragraphs is"),
    ),
    "hard prompts": (
        [(CHOICE, changed(CHOICE, FIRST, "Which characterisation of intergenerational relationships"
                          " conceptualises multidisciplinary considerations comprehensively?"))],
        (AT[CHOICE], 6, "8 is the most. Make sentences and words shorter, first where they are hardest (cell 5, line 6:"),
    ),
    "a link that anybody on the way can read": (
        [lesson("Read on: http://example.org/a.")], (4, 5, "The link http://example.org/a. is not https."),
    ),
    "a link in a question": (
        [(CHOICE, changed(CHOICE, FIRST, "See [this](http://example.org)."))], (AT[CHOICE], 6, "is not https"),
    ),
    "a link that leads nowhere": (
        [lesson("Read [this](www.example.org).")], (4, 5, "The link 'www.example.org' leads nowhere."),
    ),
    "a DOI of the old form": ([lesson("doi:10.1002/imhj.22079")], (4, 5, "The DOI 'doi:10.1002/imhj.22079' is malformed")),
    "a DOI of the old address": (
        [lesson("https://dx.doi.org/10.1002/imhj.22079")], (4, 5, "The DOI 'https://dx.doi.org/10.1002/imhj.22079'"),
    ),
    "a DOI without its publisher": (
        [lesson("https://doi.org/1002/imhj.22079.")], (4, 5, "The DOI 'https://doi.org/1002/imhj.22079' is malformed"),
    ),
    "a bare DOI": ([lesson("See 10.1002/imhj.22079.")], (4, 5, "The DOI '10.1002/imhj.22079' is malformed")),
    "a DOI that is cut": ([lesson("https://doi.org/10.1002/")], (4, 5, "The DOI 'https://doi.org/10.1002/' is malformed")),
    "a folded part without its line": (
        [lesson("<details>\n\nHeavy.\n\n</details>")], (4, 5, "This folded part has no summary line."),
    ),
    "a folded part whose line is empty": (
        [lesson("<details>\n<summary> </summary>\n\nHeavy.\n\n</details>")], (4, 5, "summary is one line with words in it"),
    ),
    "a folded part without end": (
        [lesson("<details>\n<summary>Heavier</summary>\n\nHeavy.")], (4, 5, "Write </details>."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_cell_and_line(fault, tmp_path):
    pairs, (cell, line, said) = FAULTS[fault]
    found = faults_of(tmp_path, *pairs)
    assert len(found) == 1, found
    assert found[0][:2] == (cell, line)
    assert said in found[0][2]


RIGHT = {
    "a key that is a little longer": [(CHOICE, changed(CHOICE, "A secure base.", "A safe, secure base."))],
    "words that only look absolute": [(CHOICE, changed(CHOICE, "A stranger.", "Not at all new; all day."))],
    "an absolute word that somebody said": [(CHOICE, changed(CHOICE, "A stranger.", 'A "must see".'))],
    "options of a match are no claims": [(MATCH, changed(MATCH, "A safe haven.", "Always a haven."))],
    "a negative in the case": [(CHOICE, changed(CHOICE, FIRST, "Noor does not cry. What is Samira for her?"))],
    "a negative in speech": [
        (CHOICE, changed(CHOICE, FIRST, 'Hana asks, "Why does she not come?" Which reply fits best?'))
    ],
    "a link to a telephone": [lesson("Call [988](tel:988) or read [this](https://example.org/a).")],
    "a DOI with brackets": [lesson("Read it (https://doi.org/10.1016/S0140-6736(97)11096-0).")],
    "a DOI in a link": [lesson("Read [it](https://doi.org/10.1002/imhj.22079), please.")],
    "a folded part": [lesson("<details>\n<summary>Heavier</summary>\n\nHeavy.\n\n</details>")],
    "a figure": [(ORDER, FIGURE)],
}


@pytest.mark.parametrize("case", RIGHT)
def test_what_is_right_raises_no_alarm(case, tmp_path):
    assert faults_of(tmp_path, *RIGHT[case]) == []


def several(keys):
    """Questions of one best answer among three, with the key at the given places."""
    words = ("one", "two", "three", "four", "five", "six")
    return [
        CHOICE.replace("one-best", f"best-{words[number]}")
        .replace("  a: A stranger.\n  b: A secure base.\n", "  a: A stranger.\n  b: A passer-by.\n  c: A good base.\n")
        .replace("answer: b", f"answer: {key}")
        .replace("  b: Yes, she set out from her.\n", "  b: Look again.\n  c: And again.\n")
        for number, key in enumerate(keys)
    ]


def faults_with_keys(tmp_path, keys):
    first, *more = several(keys)
    cells = swapped((CHOICE, first), (PRACTICE, changed(PRACTICE, "parallel: one-best", "parallel: best-one")))
    place = cells.index(first) + 1
    path = write_module(tmp_path, *cells[:place], *more, *cells[place:])
    return [(one.cell, one.message) for one in check_module(path) if not one.message.startswith(MINUTES)]


def test_keys_may_stand_anywhere_but_not_mostly_at_one_place(tmp_path):
    assert faults_with_keys(tmp_path, "abcabc") == []
    assert faults_with_keys(tmp_path, "aabcab") == []
    assert faults_with_keys(tmp_path, "abb") == []  # too few for a pattern
    [(cell, said)] = faults_with_keys(tmp_path, "bbabcb")
    assert cell == 0
    assert said.startswith("In 4 of 6 questions with one best answer the key is option 2.")


def test_keys_do_not_stand_at_one_place_four_times_running(tmp_path):
    assert faults_with_keys(tmp_path, "aaabbc") == []
    found = faults_with_keys(tmp_path, "cbbbba")
    assert (
        AT[CHOICE] + 4,
        "In 4 questions one after another the key is option 2. List these options otherwise.",
    ) in found


def test_asking_sentences_leave_out_the_case_and_what_is_said_in_it():
    prompt = 'Hana does not look up. "Why not?" she says, and nobody answers. Which reading fits best? Tick one.'
    assert asking_sentences(prompt) == ["Which reading fits best?"]
    assert asking_sentences("Two did not come. Match each child with what it shows.") == [
        "Match each child with what it shows."
    ]


def test_reading_grade_is_of_the_words_that_are_read():
    """Kincaid and others (1975): 0.39 words a sentence + 11.8 syllables a word - 15.59; here 4 words, 4 syllables."""
    assert grade("The cat sat down.") == pytest.approx(0.39 * 4 + 11.8 * 1 - 15.59)
    plain = grade("The cat sat down and then it slept all day.")
    assert grade("The *cat* sat **down** and then it [slept](https://example.org/x) all day (Bowlby, 1982).") == plain
    assert (
        grade("- The cat sat down and\n  then it slept all day\n- The cat sat down and then it slept all day") == plain
    )


# Citations

REFERENCES = """## References

Ainsworth, M. D. S., Blehar, M. C., Waters, E., & Wall, S. (1978). *Patterns of attachment*. Erlbaum.

Bowlby, J. (1982). *Attachment and loss: Vol. 1* (2nd ed.). Basic Books. (First published 1969.)

Brave Heart, M. Y. H., Chase, J., Elkins, J., & Altschul, D. B. (2011). Historical trauma. *Journal, 43*(4), 282–290.

Child Welfare Information Gateway (2016). *Concurrent planning*. Children's Bureau.

Dagan, O., & Sagi-Schwartz, A. (2021). Early attachment networks. *New Directions, 2021*(180), 9–19.

Dagan, O., Schuengel, C., Verhage, M. L., van IJzendoorn, M. H., et al. (2021). Configurations. *New Directions, 2021*(180).

De Wolff, M. S., & van IJzendoorn, M. H. (1997). Sensitivity and attachment. *Child Development, 68*(4), 571–591.

Fraiberg, S. (Ed.). (1980). *Clinical studies*. Basic Books.

Haaland v. Brackeen (2023). 599 U.S. 255 (decided June 15, 2023).

Kember, D., McKay, J., Sinclair, K., & Wong, F. K. Y. (2008). A four-category scheme. *Assessment, 33*(4), 369–379.

O'Rourke, P. (2011). Reflective supervision. *Infant Mental Health Journal, 32*(2), 165–173.

Robertson, J., & Robertson, J. (1971a). Young children. *Psychoanalytic Study, 26*, 264–315.

Robertson, J., & Robertson, J. (1971b). Another. *Psychoanalytic Study, 26*, 316–320.

Stroud (2021). Guidepost on family culture, as cited by SPCC. We found no independent source for it.

Substance Abuse and Mental Health Services Administration. (2014). *Concept of trauma*.

van IJzendoorn, M. H., Schuengel, C., & Bakermans-Kranenburg, M. J. (1999). Disorganized attachment. *Development, 11*, 225–249.

Winnicott, D. W. (1949). Hate. *International Journal, 30*, 69–74."""
CITING = (
    "A base (Ainsworth et al., 1978; Bowlby, 1982). A people (Brave Heart et al., 2011). Two plans (Child Welfare"
    " Information Gateway, 2016). Ties (Dagan & Sagi-Schwartz, 2021). More (Dagan et al., 2021). Care (De Wolff & van"
    " IJzendoorn, 1997). Cases (see Fraiberg, 1980).",
    "The court (Haaland v. Brackeen, 2023). Kember and colleagues (2008) sort texts. As O'Rourke (2011) says. Films"
    " (Robertson & Robertson, 1971a, 1971b). Culture (Stroud, 2021, as cited by SPCC). A guide (SAMHSA, 2014).",
    "In 1999, van IJzendoorn et al. (1999) asked why. Hate (Winnicott, 1949). A count (in spring 2020, 12 of 30).",
)
CITED = (LESSON, "\n\n".join([LESSON, *CITING, REFERENCES]))


def citing(old="", new="", *more):
    """The faults of a module with citations and references in which one text stands in place of another."""
    text = CITED[1]
    for before, after in [(old, new), *more]:
        text = changed(text, before, after) if before else text
    return [(LESSON, text)]


def test_every_form_of_citation_finds_its_entry(tmp_path):
    assert faults_of(tmp_path, CITED) == []


CITATIONS = {
    "no entry": (
        citing("(Winnicott, 1949)", "(Winnicott, 1949; Stern, 1995)"), (9, "(Stern, 1995) has no entry under References. Add"),
    ),
    "another year": (
        citing("(Winnicott, 1949)", "(Winnicott, 1949; Bowlby, 1969)"), (9, "(Bowlby, 1969) has no entry under References. There is (Bowlby, 1982)"),
    ),
    "et al. for two": (
        citing("(Winnicott, 1949)", "(Winnicott, 1949; De Wolff et al., 1997)"), (9, "There is (De Wolff & van IJzendoorn, 1997)"),
    ),
    "one of two": (
        citing("(Winnicott, 1949)", "(Winnicott, 1949; De Wolff, 1997)"), (9, "There is (De Wolff & van IJzendoorn, 1997)"),
    ),
    "in the sentence": (
        citing("As O'Rourke (2011) says.", "As O'Rourke (2011) says. Stern (1995) agrees."), (7, "Stern, 1995) has no entry"),
    ),
    "the second of two in the sentence": (
        citing("As O'Rourke (2011) says.", "As O'Rourke (2011) and Miller and Winnicott (1949) say."), (7, "Miller and Winnicott, 1949) has no entry"),
    ),
    "an organisation": (
        citing("(Child Welfare", "(World Health Organization, 2020; Child Welfare"), (5, "(World Health Organization, 2020) has no entry"),
    ),
    "a small word before a name": (
        citing("(Winnicott, 1949)", "(Winnicott, 1949; van der Put, 2018)"), (9, "(van der Put, 2018) has no entry"),
    ),
    "two works of one year": (
        citing("(Robertson & Robertson, 1971a, 1971b)", "(Robertson & Robertson, 1971)",
               ("(1971a)", "(1971)"), ("(1971b)", "(1971)")),
        (7, "2 entries under References fit the citation (Robertson & Robertson, 1971). Mark their years a and b"),
    ),
    "a year without its letter": (
        citing("(Robertson & Robertson, 1971a, 1971b)", "(Robertson & Robertson, 1971a, 1971b; Robertson & Robertson, 1971)"),
        (7, "There is (Robertson & Robertson, 1971a)"),
    ),
    "an entry that nobody cites": (
        citing("Hate (Winnicott, 1949).", "Hate."), (45, "Nothing on the page cites this entry. Cite it, as in (Winnicott, 1949)"),
    ),
    "an entry of three that nobody cites": (
        citing("Kember and colleagues (2008) sort", "They sort"), (31, "as in (Kember et al., 2008)"),
    ),
    "an entry without a year": (
        citing("Winnicott, D. W. (1949). Hate.", "Winnicott, D. W. Hate.", (" Hate (Winnicott, 1949).", "")),
        (45, "This entry has no author and year ('Winnicott, D. W. Hate."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CITATIONS)
def test_a_citation_or_an_entry_that_stands_alone_is_named(case, tmp_path):
    pairs, (line, said) = CITATIONS[case]
    found = faults_of(tmp_path, *pairs)
    assert len(found) == 1, found
    assert found[0][:2] == (4, line)
    assert said in found[0][2]


def test_a_work_cited_second_hand_needs_the_entry_of_who_was_read(tmp_path):
    cites = citing("(Winnicott, 1949)", "(Spitz, 1946, as cited in Winnicott, 1949)")
    assert faults_of(tmp_path, *cites) == []
    cites = citing("(Winnicott, 1949)", "(Winnicott, 1949; Spitz, 1946, as cited in Emde, 1992)")
    [(_, _, said)] = faults_of(tmp_path, *cites)
    assert "(Emde, 1992) has no entry" in said


def test_questions_rubrics_and_folded_yaml_cite_too(tmp_path):
    question = changed(
        CHOICE, "prompt: What is Samira for Noor?", "prompt: >\n  What is Samira for Noor (Stern,\n  1995)?"
    )
    rubric = changed(RUBRIC, "Four levels of noticing.", "Four levels (Wald et al., 2012).")
    found = faults_of(tmp_path, (CHOICE, question), (RUBRIC, rubric))
    assert [(cell, line) for cell, line, _ in found] == [(AT[CHOICE], 7), (AT[RUBRIC], 4)]
    assert "(Stern, 1995)" in found[0][2] and "(Wald et al., 2012)" in found[1][2]


def test_an_entry_that_only_a_figure_cites_is_cited(tmp_path):
    entry = "## References\n\nvan IJzendoorn, M. H., & Kroonenberg, P. M. (1988). Cross-cultural patterns. *Child Development*."
    [(_, line, said)] = faults_of(tmp_path, (LESSON, f"{LESSON}\n\n{entry}"))
    assert (line, said[:41]) == (7, "Nothing on the page cites this entry. Cit")
    assert faults_of(tmp_path, (LESSON, f"{LESSON}\n\n{entry}"), (ORDER, FIGURE)) == []


# Figures


class Bare(figures.Figure):
    name, title, source, sample, limits, controls = "bare", " ", "", "", "", ()

    def alt(self, state):
        return ""

    def summary(self, state):
        return ""

    def table(self, state):
        return figures.Table(("Country", "Share"), (("Japan",),), "Shares")

    def sheet(self, state):
        raise NotImplementedError


def test_what_a_figure_lacks_is_named_with_the_figure(tmp_path, monkeypatch):
    assert lacks(Bare()) == [
        "a title that says what it shows", "a source", "the sample that it was found in", "what it does not show",
        "alt text", "its numbers as a table with a caption",
    ]  # fmt: skip
    monkeypatch.setattr(figures, "get", lambda name: Bare())
    found = faults_of(tmp_path, (ORDER, FIGURE))
    assert {(cell, line) for cell, line, _ in found} == {(AT[ORDER], 3)}
    assert "The figure 'attachment-countries' lacks a source. Add it in babyinmind/figures." in [
        said for _, _, said in found
    ]


@pytest.mark.parametrize("name", figures.names())
def test_every_figure_of_the_package_lacks_nothing(name):
    assert lacks(figures.get(name)) == []


# Support lines

LINES = """lines:
  lifeline:
    name: 988 Lifeline
    reach: [{number: "988"}]
    region: United States
    checked: 2026-01-01
  warmline:
    name: Warm line
    reach: [{number: "585"}]
    region: Rochester
    checked: 2026-02-01
"""


def test_support_lines_not_checked_for_180_days_are_a_warning(tmp_path):
    file = tmp_path / "support-lines.yml"
    assert list(support_warnings(tmp_path, date(2026, 7, 1))) == []
    file.write_text(LINES)
    assert list(support_warnings(tmp_path, date(2026, 6, 30))) == []  # the 180th day
    assert list(support_warnings(tmp_path, date(2026, 7, 1))) == [
        f"Warning: {file}: lifeline (988 Lifeline) was checked on 2026-01-01, 181 days ago; 180 is the most."
        " Look it up again, then mend `checked:`."
    ]


def test_an_old_support_line_fails_no_module(tmp_path, capsys):
    write_module(tmp_path, *CELLS)
    long_ago = date.today() - timedelta(days=400)
    (tmp_path / "support-lines.yml").write_text(
        LINES.replace("2026-01-01", str(long_ago)).replace("2026-02-01", str(date.today()))
    )
    assert main(["check", "--course-dir", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert said.out.endswith("no fault.\n")
    assert said.err.count("Warning: ") == 1 and "400 days ago" in said.err


def test_a_damaged_file_of_support_lines_is_a_warning_that_says_why(tmp_path):
    (tmp_path / "support-lines.yml").write_text(LINES.replace("2026-01-01", "New Year"))
    [said] = support_warnings(tmp_path, date(2026, 7, 1))
    assert said.startswith("Warning: ") and "'New Year', which is no day" in said
