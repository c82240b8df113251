"""Known wrong values of the exercises of softmax-regression whose answers are numbers."""

import math

MINIMISER_MISTAKES = {
    "L2": {"That is the median; for L2 the pulls grow with the distance.": 0.0,
           "That is the middle between the least and the largest value.": 5.0,
           "That is the sum; divide by how many there are.": 10.0,
           "There are four measurements.": 10 / 3,
           "That is the least sum of the losses; the place is asked.":
               lambda got: got in (37.5, 75)},
    "L1": {"That is the mean; for L1 each pulls with the same strength.": 2.5,
           "That is the middle between the least and the largest value.": 5.0,
           "That is the answer for Huber.": 1 / 3,
           "That is the least sum of the losses; the place is asked.": 10.0,
           "There three pull down and one up: go down.": lambda got: 0 < got < 10,
           "There all four pull up: go up.": lambda got: got < 0},
    "Huber": {"That is the mean: with Huber no pull is stronger than 1, however far.": 2.5,
              "That is the median; but at 0 the zeros do not pull at all, and the 10 does.": 0.0,
              "Three zeros pull, not four: 3a = 1.": 0.25,
              "There the three zeros pull with 1 each, and the 10 with 1.": 1.0,
              "Three zeros pull, each with a.": 0.5,
              "The balance is 3a = 1, so a is its inverse.": 3.0,
              "The pull of the 10 is clipped to 1: 3a = 1, not 3a = 10.": 10 / 3,
              "The 10 pulls up, so a is above 0.": -1 / 3,
              "That is the least sum of the losses; the place is asked.":
                  lambda got: abs(got - 28 / 3) < 0.02 or abs(got - 9.5) < 1e-3,
              "Nearly: two decimals are asked.": lambda got: abs(got - 1 / 3) < 0.04,
              "There the three zeros pull down more strongly than the 10 pulls up.":
                  lambda got: 1 / 3 < got < 10}}

_TRAIN, _OTHERS = math.exp(3), math.e + math.exp(2)
SECOND_TRAIN_MISTAKES = {
    "share": {
        "That is the share of one train; both are asked.": _TRAIN / (_OTHERS + 2 * _TRAIN),
        "That is the share of the one train before it was painted.": _TRAIN / (_OTHERS + _TRAIN),
        "Two classes with the score 3 are not one with the score 6.":
            math.exp(6) / (_OTHERS + math.exp(6)),
        "The old share is doubled, but the denominator grows too.":
            2 * _TRAIN / (_OTHERS + _TRAIN),
        "That is the share of the scores; softmax takes exponentials first.": 6 / 9,
        "That is the share of those who walk or cycle.": _OTHERS / (_OTHERS + 2 * _TRAIN),
        "That is the old share, halved; both trains are asked, and the second takes from the other"
        " ways too.": _TRAIN / (_OTHERS + _TRAIN) / 2,
        "Two of four classes are not half of the people: they have the highest scores.": 0.5,
        "That is what the trains gain; their whole share is asked.":
            2 * _TRAIN / (_OTHERS + 2 * _TRAIN) - _TRAIN / (_OTHERS + _TRAIN),
        "A share lies between 0 and 1.": lambda got: got > 1 or got < 0},
    "score": {
        "Half the score is not half the weight: the weights are exponentials.": 1.5,
        "With 3 each, two trains weigh twice as much.": 3.0,
        "With that score each train weighs twice as much, not half.": 3 + math.log(2),
        "That is the logarithm of 2, by which the score must fall.": math.log(2),
        "That is the weight of a train, e to the score; its logarithm is asked.": _TRAIN / 2,
        "With 2 each, two trains weigh 14.8, not e to the 3, 20.1. (If the 2 is 3 - log 2 with the"
        " base 2: the natural logarithm is meant.)": 2.0,
        "That is the logarithm of the share; the score of one train is asked.":
            lambda got: abs(got - math.log(_TRAIN / 2 / (_OTHERS + _TRAIN))) < 2e-3,
        "By log 2 the score falls below 3.": -math.log(2),
        "That is a share; the score of one train is asked.":
            _TRAIN / (_OTHERS + _TRAIN) / 2,
        "The weights of the two trains are added, not their scores.": 6.0,
        "The natural logarithm is meant, as the exponential is e to the score.":
            3 - math.log10(2)}}

SMOOTHING_MISTAKES = {
    "gap": {
        "The right class has 0.9 + 0.01: its share of the uniform part is added.": math.log(90),
        "That is the ratio of the two probabilities; its logarithm is the gap.": 91.0,
        "The probability 0.1 is spread over all ten classes, the right one included.":
            math.log(81),
        "That is the difference of the probabilities; the scores are their logarithms.": 0.9,
        "That is the gap the wrong way round: the right class has the higher score.":
            -math.log(91),
        "With smoothing a finite gap is best.": lambda got: got == math.inf,
        "The gap is to each single other class, 0.01, not to all nine, 0.09.":
            math.log(0.91 / 0.09),
        "Both probabilities count: the target is 0.91 here and 0.01 there.":
            lambda got: min(abs(got - math.log(100)), abs(abs(got) + math.log(0.91))) < 2e-3,
        "A wrong class has 0.01, its tenth of 0.1, not 0.1.":
            lambda got: min(abs(got - math.log(9)), abs(got - math.log(9.1))) < 2e-3,
        "The natural logarithm is meant.": lambda got: min(abs(got - math.log2(91)),
                                                           abs(got - math.log10(91))) < 2e-3},
    "loss": {
        "That is the loss with a hard label; the target spreads 0.09 over the others.":
            -math.log(0.91),
        "With a soft target the floor is its entropy, not 0.": 0.0,
        "There are nine other classes, each with its term.":
            -0.91 * math.log(0.91) - 0.01 * math.log(0.01),
        "That counts ten other classes; there are nine.":
            -0.91 * math.log(0.91) - 0.1 * math.log(0.01),
        "The right class has 0.9 + 0.01, the nine others 0.01 each.":
            lambda got: min(abs(got - wrong) for wrong in (
                0.325083, 0.544806, 0.509341, 0.499349, 0.545394, 0.555341)) < 3e-4,
        "The nine others have 0.01 each; one class with 0.09 has another entropy.":
            -0.91 * math.log(0.91) - 0.09 * math.log(0.09),
        "That is the right class's term; the nine others have one each.": -0.91 * math.log(0.91),
        "The term of the right class is missing.": -0.09 * math.log(0.01),
        "That is the loss with the hard label at 0.9; the target is soft, and 0.91.":
            -math.log(0.9),
        "That is the loss of equal scores, the largest entropy there is.": math.log(10),
        "A loss is not negative: entropy has a minus before the sum.": lambda got: got < 0,
        "The natural logarithm is meant.":
            (-0.91 * math.log(0.91) - 0.09 * math.log(0.01)) / math.log(2)}}
