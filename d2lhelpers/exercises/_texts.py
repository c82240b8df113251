"""Every sentence of the framework that a learner may read, in one table."""

TEXTS = {
    "right": "right.",
    "wrong": "not right yet.",
    "not attempted": "not attempted yet.",
    "partly": "not attempted in full yet. Still open: {parts}.",
    "given": "not attempted yet: this is still the code as it was given.",
    "untestable": "The answer could not be tested, it is too unlike what is asked ({error}).",
    # What was handed in.
    "result, not function": "Hand in the function itself, without calling it: "
                            "check({name!r}, f) and not check({name!r}, f(…)).",
    "class, not function": "A function is asked, this is a class.",
    "class, not instance": "This is the class itself; hand in an instance of it: {cls}(…).",
    "instance, not class": "This is an instance; hand in the class itself: {cls}.",
    "not a class": "A class is asked, this is {got}.",
    "not a module": "An nn.Module is asked, this is {got}.",
    # What calling it did.
    "crashed": "Your code raised {kind}{text}{where}.",
    "line": " in line {number}, `{line}`",
    "returns none": "The function returns None: is a `return` missing?",
    "endless": "The generator does not end: after 10,000 items it still goes on. Is there a"
               " `while True`?",
    "prints": "The function prints its result and returns None: `return` it instead.",
    "mutates": "The values are right, but the function changes its input in place; "
               "whoever calls it would lose the data. Compute a new tensor instead.",
    # How a result differs.
    "tried": "tried: {case}",
    "type": "Expected {want}, got {got}.",
    "shape": "The shape is wrong: expected {want}, got {got}.",
    "dtype": "The dtype is wrong: expected {want}, got {got}.",
    "length": "Expected {want} values, got {got}.",
    "keys": "Expected the keys {want}, got {got}.",
    "entry": "\nexpected at [{index}]: {want}\ngot: {got}",
    "value": "\nexpected: {want}\ngot: {got}",
    "transposed": "The entries are right, but rows and columns are swapped.",
    "extra dimensions": "The entries are right, but the shape is not: {want} is asked, not {got}.",
    "item": "Value {index} of {count} is wrong.",
    "sign": "The size is right, the sign is reversed.",
    "zeros": "Every entry is zero, up to rounding.",
    "factor": "Every entry is {factor} times what it should be.",
    "nan": "The result contains nan.",
    "inf": "The result contains inf.",
    # Answers that are values, whose right value is not told.
    "wrong value": "This is not the value.",
    "parts wrong": "Still wrong: {parts}.",
    "parts right": "Right already: {parts}.",
    "part": "{part}: {hint}",
    "not a number": "A number is asked, this is {got}.",
    "not a tensor": "A tensor of numbers is asked, this is {got}.",
    "tensor shape": "A tensor of shape {want} is asked, this one has shape {got}.",
}
