"""The cells of a new module: small and whole, each text an example that says what to write in its place."""

from __future__ import annotations

import json

from babyinmind.authoring.notebook import LOAD_EXTENSION
from babyinmind.items import BEGIN_HIDDEN, BEGIN_RUBRIC, END_HIDDEN, END_RUBRIC

_HEADER = """%%module
id: {module}
title: {title}
minutes: {minutes}
summary: >
  EXAMPLE. Say in one or two sentences what a learner can do afterwards. After this module you can tell a family
  whom they can call here, and what will happen when they do.
content_note: EXAMPLE. Name in one line what may weigh on a learner. Nothing in this module is hard to read.
objectives:
  tell-a-family:
    text: EXAMPLE. Begin with a verb. Tell a family in plain words which service can help, and what its first step is.
    areas: [Systems Expertise, Communicating]
  ask-about-culture:
    text: EXAMPLE. Keep one objective about culture. Ask each family what help means to them before you offer it.
    areas: [Working with Others]
    culture: true
"""
_PRE_QUESTION = """%%practice
id: before-you-read
kind: choice
parallel: first-call
prompt: >
  EXAMPLE. Ask here, in another case, what the graded question asks. A father says that his baby cries all night. What do you say first?
options:
  a: I will give you a leaflet about sleep.
  b: I would like to hear how the nights go.
  c: I can put you on a list for a visit.
answer: b
feedback:
  a: A leaflet may help later. What do you know about these nights so far?
  b: Yes. You ask before you offer.
  c: A visit may come later. What do you know about these nights so far?
"""
_LESSON = """## What families can ask for here

**Write your lesson in text cells such as this one.** Each begins with a heading. The questions name that heading, so that learners know what to read again.

This text is an example. A family calls because they are worried. The person who answers asks what they have seen, and listens. Then both look for the next step. The first step is small, and the family chooses it.

Help means something else in each family. Some ask a grandmother first, some a faith leader, some a nurse. So ask what the family has tried, and who was there for them.

When you write what research found, name the work in brackets and list it under References. The idea that a child explores from a secure base grew out of years of watching families (Bretherton, 1992)."""
_QUESTION = f"""%%question
id: first-call
kind: choice
objective: tell-a-family
section: what-families-can-ask-for-here
prompt: >
  EXAMPLE. Tell a short case, then ask one thing. A mother calls. Her son is two, and he has stopped talking since the move. What do you say first?
options:
  a: Please tell me what you have seen.
  b: Please bring him in for a hearing test.
  c: Please wait until he is three years old.
{BEGIN_HIDDEN}
answer: a
feedback:
  a: Yes. You listen before you choose a step. Say in your feedback why an answer is right.
  b: A test may come. What would you like to know before it? Help the learner to think again, and do not name the key.
  c: She is worried now. What does she need from this call? Help the learner to think again, and do not name the key.
{END_HIDDEN}
"""
_REFLECTION_LESSON = """## Reflection

Now a few lines of your own. There is no right answer, and nobody is graded on feelings."""
_REFLECTION = """%%reflection
id: look-back
title: One call, seen from both ends
prompt: >
  EXAMPLE. Ask for one moment. Think of one time when you asked for help, or when a family asked you. What was said first? How may it have felt
  to the one who asked? What would you do again? Please leave out names, dates and places.
about:
  practice: a moment from my own practice
  example: the mother in the question above
words: [50, 120]
points: 1
"""
_RUBRIC = f"""**How it is read.** The credit is for writing. Where your course has an instructor, your lines are read and answered.

{BEGIN_RUBRIC}
**For the reader.** Learners do not see this part. EXAMPLE. Give 1 point for any answer in good faith. If it is blank, send it back and say why. In your comment, begin with something that you saw in the text, then ask one question.
{END_RUBRIC}"""
_TAKEAWAYS = """## Takeaways

- EXAMPLE. Write two or three sentences that a learner can use tomorrow.
- Ask what a family has seen before you offer a step."""
_HAND_IN = """%%hand_in
id: hand-in
"""
_REFERENCES = """## References

Bretherton, I. (1992). The origins of attachment theory: John Bowlby and Mary Ainsworth. *Developmental Psychology, 28*(5), 759–775. https://doi.org/10.1037/0012-1649.28.5.759"""


def cells(module: str, title: str, minutes: int) -> tuple[str, ...]:
    """The texts of a new module's cells; what begins with '%' is code."""
    # JSON's text is YAML's in double quotes, whatever signs the title holds.
    header = _HEADER.format(module=module, title=json.dumps(title, ensure_ascii=False), minutes=minutes)
    return (
        LOAD_EXTENSION,
        header,
        _PRE_QUESTION,
        _LESSON,
        _QUESTION,
        _REFLECTION_LESSON,
        _REFLECTION,
        _RUBRIC,
        _TAKEAWAYS,
        _HAND_IN,
        _REFERENCES,
    )
