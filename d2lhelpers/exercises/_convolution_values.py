"""The exercises of convolution whose answers are values."""

from ._answers import Wrong
from ._compare import as_tensor, compare_value, judge_parts, require

PRODUCTS = {"f * g": [3.0, -6, 1, -2], "g * f": [3.0, -6, 1, -2],
            "f corr g": [-6.0, 3, -2, 1], "g corr f": [1.0, -2, 3, -6]}
SIGN = "The sign: the convolution has -k in the second index, the cross-correlation +k."
REVERSED = "The right numbers in reverse: does the first entry belong to the smallest n?"
RUNS_AHEAD = "That is the other one: in f corr g it is g that runs ahead, with n + k."

KINDS = {"circular": "equivariant", "relu": "equivariant", "centred": "equivariant",
         "zeros": "neither", "stride 2": "neither", "ramp": "neither", "mean": "invariant",
         "sorted": "invariant"}
KIND_HINTS = {
    ("circular", "invariant"): "The notes' word; the cell prints that it does not hold.",
    ("circular", "neither"): "Compare with the moved result.",
    ("zeros", "equivariant"): "Look at the columns at the border.",
    ("zeros", "invariant"): "The result moves, and at the border it changes too.",
    ("stride 2", "equivariant"): "For shifts by two it moves by one; and for a shift by one?",
    ("stride 2", "invariant"): "A shift by two moves the result by one.",
    ("relu", "invariant"): "It treats each pixel alone, so what moves in moves out.",
    ("relu", "neither"): "It treats each pixel alone: compare with the moved result.",
    ("ramp", "equivariant"): "It multiplies a pixel by a number that depends on its place.",
    ("ramp", "invariant"): "The result moves, and its numbers change.",
    ("centred", "invariant"): "The mean is invariant; what is left of X moves.",
    ("centred", "neither"): "The mean of the moved picture is the old one.",
    ("mean", "equivariant"): "Here nothing is left that could move.",
    ("mean", "neither"): "The mean does not depend on the order of what is averaged.",
    ("sorted", "equivariant"): "Sorted, a row does not tell where its numbers stood.",
    ("sorted", "neither"): "A row and the moved row hold the same numbers."}

LETTERS = {"A": "A: moved, a plus is still a plus.",
           "B": "B: a shift can move the pixel into the other half.",
           "C": "C: a shift around the border changes no number of pixels.",
           "D": "D: what happens if everything moves by half the height?",
           "E": "E: moved, an upright line is still upright."}
THOUGHTS = {"numbers": 2, "3 to 8": 32, "permutations": True}
THOUGHT_HINTS = {
    "numbers": {"And the bias?": 1,
                "With one weight for each pixel it would not be shared.":
                    lambda n: n in (784, 785, 1568),
                "For a sum from 0 to 0 one term is left.": lambda n: n in (9, 10)},
    "3 to 8": {"And the biases?": 24,
               "There is one bias for each output channel.": lambda n: n in (25, 27, 48),
               "An output channel has a weight for each input channel.":
                   lambda n: n in (9, 16, 11),
               "The kernels have one pixel.": lambda n: n > 48},
    "permutations": {"A unit looks at its own pixel only. Which neighbours could it miss?": False}}


def _keys(answer, want):
    require(isinstance(answer, dict) and set(answer) == set(want),
            f"Give a dict with the keys {', '.join(want)}.")


def same_products(answer):
    """Raise ``Wrong`` unless the four rows of exercise 3 are right."""
    _keys(answer, PRODUCTS)

    def judge(key):
        got, right = as_tensor(answer[key]), PRODUCTS[key]
        require(got.shape != (2,), "Two entries are those where all of f meets g;"
                " there are more, with zeros outside.")
        require(got.shape == (4,), "Four entries are asked, in one row.")
        if "*" in key:
            mistakes = {SIGN: lambda v: v in (PRODUCTS["f corr g"], PRODUCTS["g corr f"]),
                        REVERSED: right[::-1]}
        else:
            mistakes = {RUNS_AHEAD: right[::-1],
                        SIGN: lambda v: v in (PRODUCTS["f * g"], PRODUCTS["f * g"][::-1])}
        compare_value(got.tolist(), right, mistakes)

    judge_parts({key: lambda key=key: judge(key) for key in PRODUCTS})


def same_kinds(answer):
    """Raise ``Wrong`` unless the eight maps of exercise 6 have their names."""
    _keys(answer, KINDS)

    def judge(key):
        word = str(answer[key]).strip().lower()
        require(word in KINDS.values(), 'Answer "invariant", "equivariant" or "neither".')
        require(word == KINDS[key], KIND_HINTS.get((key, word), ""))

    judge_parts({key: lambda key=key: judge(key) for key in KINDS})


def same_thoughts(answer):
    """Raise ``Wrong`` unless the four answers of exercise 7 are right."""
    _keys(answer, {"excluded": 0, **THOUGHTS})

    def letters():
        try:
            found = {str(letter).strip().upper() for letter in answer["excluded"]} - {"", ","}
        except TypeError:
            raise Wrong("Give a set of letters.") from None
        require(found <= set(LETTERS), "Give a set of letters from A to E.")
        for letter, hint in LETTERS.items():
            require((letter in found) == (letter in "BD"), hint)

    def judge(key):
        compare_value(answer[key], THOUGHTS[key], THOUGHT_HINTS[key])

    judge_parts({"excluded": letters, **{k: lambda k=k: judge(k) for k in THOUGHTS}})
