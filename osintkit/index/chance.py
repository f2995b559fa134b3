"""How many matches of PDQ hashes would chance alone give, in an index of this size?

A distance means little without the number of pictures it was sought among. Distances of unrelated
pictures have mean 128 and standard deviation 8.1, as coin flips have, but their tail is much heavier:
pictures with one bright spot or a smooth sky look alike to a hash. A binomial tail says 3e-11 at 76
bits and 6e-24 at 50, where real photographs give 8e-8 and 1e-9. So the tail is measured, not derived.

Share of unrelated pairs at this distance or less, counted by ``tests/benchmarks/chance.py``, and below it
what the model says ("-": none seen). A hash is *weak* when its PDQ quality is 8 to 49:

=========================================  =====  =======  =======  =======  =======  =======  =======
pairs                                      pairs       31       40       50       60       68       76
=========================================  =====  =======  =======  =======  =======  =======  =======
parts of 750 photographs, neither weak     1.4e9        -        -   1.5e-9   3.0e-9   1.6e-8   8.3e-8
frames of 40 scenes, neither weak          2.2e8        -        -        -        -        -   9.5e-8
model                                             6.2e-11  3.2e-10   1.7e-9   8.6e-9   3.2e-8   1.2e-7
frames, weak ones among them               6.8e7        -        -        -        -   2.2e-7   7.7e-7
the same, 25 videos of another study       4.8e7        -        -        -   2.1e-8   6.2e-8   3.1e-6
model, ``video``                                   1.3e-9   6.3e-9   2.9e-8   1.4e-7   4.7e-7   1.6e-6
one weak                                   1.3e8        -   2.3e-8   6.8e-8   2.7e-7   1.0e-6   3.2e-6
model, ``weak_sides=1``                            1.4e-8   5.0e-8   1.8e-7   6.5e-7   1.8e-6   5.1e-6
both weak                                  2.7e6   1.8e-6   3.7e-6   1.2e-5   3.4e-5   8.1e-5   1.9e-4
model, ``weak_sides=2``                            9.1e-6   2.1e-5   4.7e-5   1.1e-4   2.1e-4   4.0e-4
=========================================  =====  =======  =======  =======  =======  =======  =======

The model is a normal body plus a tail that is a straight line in the logarithm of the rate, one line
for each kind of pair. Up to 76 bits it never says less than a third of what any of the sets gave, and
mostly one to six times what all of a kind gave together, eleven times for two weak hashes at 20 bits.
Below the smallest distance seen it is that line continued, which nothing here can confirm. It was
fitted to the very sets it is checked against.

The heavier tail of video comes from its weak frames: frames of quality 50 and more are as photographs.
``video`` is for callers who do not tell the two apart.

It counts chance only. Pictures that share a banner, a template, an app's frame or a test card are not
alike by chance, and blank ones (quality below 8) agree exactly: neither is a match by this model, and
no figure here covers them. Frames of one clip are alike, so chance matches come in bunches.
"""

import math
from dataclasses import dataclass

BITS = 256
# 8.07 was measured; a little more covers the shoulder between 80 and 100, where body and tail meet.
BODY_DEVIATION_BITS = 8.3
HINGE_BITS, TAIL_ENDS_BITS = 76, 104  # further out the body is all there is
SURE = 1e-6
"""What `words` calls certain: fewer chance matches than this."""


@dataclass(frozen=True, slots=True)
class _Tail:
    """A straight line in log10 of the rate: its value at 76 bits, and in how many bits it falls tenfold."""

    rate: float
    bits_per_tenfold: float

    def at(self, distance_bits: int) -> float:
        over = min(distance_bits, TAIL_ENDS_BITS) - HINGE_BITS
        return float(self.rate * 10.0 ** (over / self.bits_per_tenfold))


PHOTOGRAPHS = _Tail(1.2e-7, 14)
# Its pairs were 8 % with one weak side and 0.1 % with two. Below 60, where almost none were seen, the line
# follows what those shares of the two rates below come to, not the steeper one that would fit above.
VIDEO = _Tail(1.5e-6, 15)
WEAK = {1: _Tail(5e-6, 18), 2: _Tail(4e-4, 28)}


def expected(
    distance_bits: int, *, hashes: int, tried: int, video: bool = False, weak_sides: int = 0
) -> float:
    """How many hashes of the index are this near to the query by chance alone?

    Args:
        distance_bits: Hamming distance of the match, 0 to 256; all that are as near or nearer count.
        hashes: How many the query was compared with.
        tried: How many query hashes were: orientations, trims and frames all count.
        video: The hashes are frames of video of any quality from 8, weak and not.
        weak_sides: How many of query and match, 0 to 2, have a PDQ quality of 8 to 49. Then
            ``hashes`` and ``tried`` should count those of that sort only, or the figure is too high.

    Returns:
        0 and up, a mean: chance matches come in bunches. Never less for a greater distance.

    Raises:
        ValueError: A number is outside its range.
    """
    if not 0 <= distance_bits <= BITS:
        raise ValueError(f"a distance is 0 to {BITS} bits, got {distance_bits}")
    if min(hashes, tried) < 0:
        raise ValueError(f"a number of hashes cannot be negative, got {hashes} and {tried}")
    if weak_sides not in (0, *WEAK):
        raise ValueError(f"a pair has 0 to 2 weak sides, got {weak_sides}")
    # Half the bits of a PDQ hash are ones, so any two differ in an even number of bits.
    even = distance_bits - distance_bits % 2
    rate = _body(even) + PHOTOGRAPHS.at(even)
    if video:
        rate += VIDEO.at(even)
    if weak_sides:
        rate += WEAK[weak_sides].at(even)
    return hashes * tried * min(1.0, rate)


def _body(even_bits: int) -> float:
    """Share at this even distance or less if every bit were a coin flip; halfway to the next one."""
    below = (BITS / 2 - even_bits - 1) / BODY_DEVIATION_BITS
    return 0.5 * math.erfc(below / math.sqrt(2))


def words(expected: float) -> str:
    """What does this number of chance matches mean, in words?

    Never a percentage, which readers take for the probability that the match is wrong.

    Args:
        expected: What `expected` answered, 0 and up.

    Raises:
        ValueError: It is negative or not finite.
    """
    if not 0 <= expected < math.inf:
        raise ValueError(f"a number of matches is 0 or more, got {expected}")
    if expected < SURE:
        return "none expected by chance (fewer than 1 in a million)"
    if expected < 0.5:
        searches = _rounded(-1 / math.expm1(-expected))  # at least one, not the mean
        return f"none expected by chance (one in about {searches} such searches would show any)"
    return f"about {_rounded(max(1.0, expected))} expected by chance"


def _rounded(number: float) -> str:
    """Whole below 10, else to one digit: more would claim what the model does not know."""
    step = 10 ** max(0, math.floor(math.log10(number)))
    return f"{int(number / step + 0.5) * step:,}"
