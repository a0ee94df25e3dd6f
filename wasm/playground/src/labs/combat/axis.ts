/** Steps of a number: few enough to be looked at, and in decimals that the core counts exactly. */
import { literalOfNumber, reach, type Place } from "./fields.js";

export interface Axis {
  readonly name: string;
  readonly place: Place;
  readonly values: readonly number[];
  /** The same, as the core takes it. */
  readonly range: string;
}

export function axisOf(name: string, place: Place, most: number): Axis {
  const { min, max } = reach(place);
  const step = stepOf(place.kind === "int", (max - min) / Math.max(1, most - 1));
  // The value as it stands is one of them: everything else is read against it.
  const value = Number(place.literal);
  const offset = value - step * Math.floor(value / step + 1e-9);
  const literal = (n: number): string => place.kind === "int" ? literalOfNumber("int", n * step + offset) : String(Number((n * step + offset).toPrecision(9)));
  const first = Math.ceil((min - offset) / step - 1e-9);
  const last = Math.max(first, Math.floor((max - offset) / step + 1e-9));
  const values = Array.from({ length: last - first + 1 }, (_, i) => Number(literal(first + i)));
  return { name, place, values, range: `${literal(first)}..${literal(last)}:${Number(step.toPrecision(9))}` };
}

/** The least of 1, 2 and 5 times a power of ten that is no less than `least`. */
function stepOf(isInt: boolean, least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-6)));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= least * (1 - 1e-9))!;
  return isInt ? Math.max(1, Math.round(step)) : Number(step.toPrecision(3));
}
