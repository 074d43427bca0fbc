"""A learner's answers on disk: kept by `ResponseStore`, read as data by `read_responses`."""

from babyinmind.responses.deleting import delete_store
from babyinmind.responses.model import (
    CONFIDENCES,
    LIMIT,
    Answer,
    Confidence,
    ConflictingCopy,
    MissingResponses,
    NewerVersion,
    NotSaved,
    Responses,
    ResponsesError,
    Sitting,
    StaleRevision,
    UnreachableResponses,
)
from babyinmind.responses.places import (
    answers_path,
    data_folder,
    learner_folder,
    private_folder,
    private_path,
    profile_path,
    stores_in,
)
from babyinmind.responses.reading import read_responses
from babyinmind.responses.store import ResponseStore
from babyinmind.responses.text import clean_text

__all__ = [
    "CONFIDENCES",
    "LIMIT",
    "Answer",
    "Confidence",
    "ConflictingCopy",
    "MissingResponses",
    "NewerVersion",
    "NotSaved",
    "ResponseStore",
    "Responses",
    "ResponsesError",
    "Sitting",
    "StaleRevision",
    "UnreachableResponses",
    "answers_path",
    "clean_text",
    "data_folder",
    "delete_store",
    "learner_folder",
    "private_folder",
    "private_path",
    "profile_path",
    "read_responses",
    "stores_in",
]
