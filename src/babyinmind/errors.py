"""The base of every error whose text is written for the person who ran a command."""


class BabyInMindError(Exception):
    """Something cannot be done; the text names the place and the fix. `exit_status` is that of a command it ends."""

    exit_status = 1
