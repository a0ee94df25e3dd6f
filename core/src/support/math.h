#pragma once
// exp, log, pow, sin, cos and atan2 with the same bits everywhere. Standard libraries disagree on them (glibc and musl: 18 %
// of atan2, 3 % of sin), so these use nothing but + - * / and integers, compiled without contraction. Every result is less
// than 0.6 units in the last place from the exact one (measured: docs/decisions/0006-elementary-functions.md).

namespace ludex::math {

/// e^x; infinity above 709.78, subnormal below -708.4, 0 below -745.13.
double exponential(double x);

/// Natural logarithm; -infinity at 0, NaN below.
double logarithm(double x);

/// x^y as C99 F.10.4.4 has it: power(x, 0) = power(1, y) = 1; a negative x needs a whole y, or the result is NaN.
double power(double x, double y);

/// Where sine and cosine are defined: beyond, reducing the angle would need more of pi than four doubles hold.
inline constexpr double kMaxAngle = 0x1p20;

/// Of radians, |x| <= kMaxAngle; NaN beyond.
double sine(double x);
double cosine(double x);

/// The angle of the point (x, y) in -pi..pi, with the signed zeros and infinities of IEEE 754 atan2.
double angle(double y, double x);

}  // namespace ludex::math
