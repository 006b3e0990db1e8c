"""Numbers as people read them."""

import math

MISSING = "–"
# Keeps what belongs together in one line of a table's cell.
NO_BREAK = "\u00a0"


def decimals(value, digits=3):
    """How many decimals show so many digits that count."""
    return max(0, digits - 1 - math.floor(math.log10(value))) if value > 0 else 0


def fixed(value, places):
    """A number with so many decimals, and a comma before each three digits."""
    return MISSING if value is None else f"{value:,.{places}f}"


def scaled(count):
    """Three digits of a large number, and what they are of: 3,843 is 3.84 k."""
    digits, _, exponent = f"{count:.2e}".partition("e")
    thousands, places = divmod(int(exponent), 3)
    if not 0 < thousands <= 3:
        return fixed(count, 0)
    return f"{float(digits) * 10**places:.{2 - places}f}{NO_BREAK}{' kMG'[thousands]}"


def ratio(value):
    """How many times something is something else."""
    if value is None:
        return MISSING
    return f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def with_ratio(shown, times):
    """A number, and in brackets how many times its reference that is."""
    return f"{shown}{NO_BREAK}({ratio(times)})"


def kib(count):
    """Bytes in KiB, without a unit."""
    return fixed(count / 1024, 2 if 0 < count < 10 * 1024 else 0)


def beside_limit(value, limit, places, is_met):
    """A number with as many decimals as show on which side of its limit it is."""
    while places < 9 and is_met(float(f"{value:.{places}f}"), limit) != is_met(value, limit):
        places += 1
    return fixed(value, places)
