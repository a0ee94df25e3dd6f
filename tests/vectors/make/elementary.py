"""exp, log, pow, sin, cos, atan2: inputs and correctly rounded results as bits, from decimal arithmetic of 80 digits."""
import math
import random
import struct
from decimal import Decimal, getcontext

from lib import write

getcontext().prec = 80
getcontext().Emin, getcontext().Emax = -10**9, 10**9


def bits(x):
    return struct.pack(">d", x).hex()


def double(n):
    return struct.unpack(">d", struct.pack(">Q", n))[0]


def series(first, step):
    total, term, n = Decimal(0), first, 0
    while term and term.adjusted() > first.adjusted() - 78:
        total += term
        n += 1
        term *= step(n)
    return total


def small_sin(x):
    return series(x, lambda n: -x * x / (2 * n * (2 * n + 1))) if x else x


def small_cos(x):
    return series(Decimal(1), lambda n: -x * x / (2 * n * (2 * n - 1)))


def atan(x):
    if x > 1:
        return PI / 2 - atan(1 / x)
    y = x * x / (1 + x * x)
    return series(x / (1 + x * x), lambda n: y * (2 * n) / (2 * n + 1)) if x else x


PI = Decimal(0)
PI = 4 * (4 * atan(Decimal(1) / 5) - atan(Decimal(1) / 239))


def turn(x):
    k = int((x / (PI / 2)).to_integral_value())
    return k % 4, x - k * (PI / 2)


def sin(x):
    k, r = turn(x)
    return (small_sin(r), small_cos(r), -small_sin(r), -small_cos(r))[k]


def cos(x):
    k, r = turn(x)
    return (small_cos(r), -small_sin(r), -small_cos(r), small_sin(r))[k]


def atan2(y, x):
    t = atan(abs(y) / abs(x))
    return (PI - t if x < 0 else t).copy_sign(y)


def power(x, y):
    v = (y * abs(x).ln()).exp()
    return -v if x < 0 and abs(y) % 2 == 1 else v


EXACT = {"exp": lambda x: x.exp(), "log": lambda x: x.ln(), "pow": power, "sin": sin, "cos": cos, "atan2": atan2}


def inputs(rng):
    u = rng.uniform
    tiny = lambda: math.ldexp(u(-1, 1), -rng.randrange(60))
    edge = 709.782712893384
    for x in (1.0, -1.0, 0.5, 2.0, 5e-324, edge, math.nextafter(edge, 1000), -708.3964185322641, -708.4, -744.4400719213812, -745.1332191019411, -745.1332191019412, 2**-54, -(2**-54)):
        yield "exp", x
    for x in (2.0, 10.0, 0.1, math.e, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1 - 2**-53, 1 + 2**-52, 0.6875, 1.375, 0.99609375, 1.0078125):
        yield "log", x
    for x, y in ((2.0, 0.5), (2.0, -1074.0), (2.0, 1023.0), (10.0, 308.0), (10.0, -320.0), (-3.0, 3.0), (-3.0, 4.0), (-2.0, -1073.0), (5e-324, 0.5), (1.7976931348623157e308, 0.999), (1 + 2**-52, 2.0**52), (1 - 2**-53, 2.0**53), (9007199254740993.0, 1.5), (0.9, 100.0), (1.05, 60.0), (1.5, 2.0)):
        yield "pow", x, y
    # Near multiples of pi/2: the last are the nearest of their binades.
    for x in (math.pi, math.pi / 2, math.pi / 4, 3 * math.pi / 4, 2 * math.pi, 0.125, 0.7853981633974484, 1048576.0, 1048575.9999999999, 355.0, 103993.0, 208341.0, 833719.0, 5e-324, 1e-8):
        for name in ("sin", "cos"):
            yield name, x
            yield name, -x
    for y, x in ((1.0, 1.0), (1.0, -1.0), (-1.0, -1.0), (-1.0, 1.0), (5e-324, 1.0), (5e-324, 5e-324), (1.0, 5e-324), (1e308, 1e-308), (1e-308, 1e308), (1e-308, -1e308), (0.125, 1.0), (1.7976931348623157e308, 1.7976931348623157e308), (3.0, 4.0)):
        yield "atan2", y, x
    for _ in range(30):
        yield "exp", u(-745, 709)
        yield "exp", u(-745, -708)
        yield "exp", tiny()
        yield "log", double(rng.getrandbits(62))
        yield "log", 1 + tiny() / 4
        yield "log", u(0.5, 2)
        yield "pow", u(0, 100), u(-20, 20)
        yield "pow", u(0.5, 2), u(-1080, 1020)
        yield "pow", 1 + tiny() / 4, math.ldexp(u(-1, 1), rng.randrange(0, 11))
        yield "pow", -float(rng.randrange(1, 100)), float(rng.randrange(-20, 20))
        for name in ("sin", "cos"):
            yield name, u(-8, 8)
            yield name, u(-(2**20), 2**20)
            yield name, tiny()
            yield name, rng.randrange(1, 660000) * math.pi / 2
        yield "atan2", u(-10, 10), u(-10, 10)
        yield "atan2", tiny(), u(-1, 1)
        yield "atan2", double(rng.getrandbits(rng.randrange(1, 52))), double(rng.getrandbits(62))


def save():
    cases = []
    for name, *arguments in inputs(random.Random(20)):
        exact = EXACT[name](*map(Decimal, arguments))
        # Beyond the largest double by half a unit or more.
        result = float(exact) if abs(exact) < 2**1024 - 2**970 else math.copysign(math.inf, exact)
        cases.append([name, *map(bits, arguments), bits(result)])
    write("elementary.json", {
        "about": "Elementary functions: [name, bits of each argument, bits of the correctly rounded result].",
        "cases": cases})
    return len(cases)
