"""Exercises that check themselves: ``check("linear-algebra/3", my_function)``.

Each chapter has a module here, named as its notebook with ``_`` for ``-``; modules whose
names begin with ``_`` are the framework.  A module is imported when one of its exercises is
first checked.
"""

from ._registry import Verdict, check

__all__ = ["Verdict", "check"]
