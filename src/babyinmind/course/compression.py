"""What goes over the line to the page, made small: Jupyter's server sends everything as it is."""

from __future__ import annotations

from tornado.web import GZipContentEncoding


class Compressed(GZipContentEncoding):
    """Answers are compressed lightly: on one machine it costs less than a tenth of a second for a whole page."""

    GZIP_LEVEL = 1

    def _compressible_type(self, ctype: str) -> bool:
        # Pages carry the token beside their own address; their compressed length could tell of it.
        return ctype != "text/html" and super()._compressible_type(ctype)


MESSAGES = {"compression_level": 1}
"""Tornado's setting for what a page and its kernel say to one another: half a megabyte while a module opens."""
