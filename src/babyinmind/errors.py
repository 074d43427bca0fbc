"""The base of every error whose text is written for the person who ran a command."""


class BabyInMindError(Exception):
    """Something cannot be done; the text names the place and the fix.

    `exit_status` is the status of a command that it ends, unless the command has an `ERROR_STATUS` of its own.
    """

    exit_status = 1
