"""Exercises that check themselves: ``check("linear-algebra/3", my_function)``.

Each chapter has a module here, named as its notebook with ``_`` for ``-``; modules whose
names begin with ``_`` are the framework.  A module is imported when one of its exercises is
first checked.  To write an exercise, register a test of the answer in the chapter's module:

    @exercise("linear-algebra/3", expects="function")
    def matmul(answer):
        'What is asked.'
        def product(A, B):  # the oracle; learners see the names of its parameters
            return A @ B

        compare(answer, product, [random_tensors((5, 4), (4, 3))], mistakes=[
            same_as(lambda A, B: A @ B.T, "The hint that names this mistake."),
        ])

Then list wrong answers, and the hint that each must get, in ``tests/exercises``; give the
notebook a blank cell (tag ``exercise``) and a solution (tag ``solution``) that end in
``check("linear-algebra/3", ...)``.  ``tests/test_exercises.py`` says what is missing.
"""

from ._registry import Verdict, check

__all__ = ["Verdict", "check"]
