"""The cells that a module is written in."""

from babyinmind.magics.course import CourseMagics, register

__all__ = ["CourseMagics", "register"]
