"""What is there, in which version, what is wrong with it and how to mend it: looked at without changing anything."""

from babyinmind.doctor.findings import Finding, Severity

__all__ = ["Finding", "Severity"]
