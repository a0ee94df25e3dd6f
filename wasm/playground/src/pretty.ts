import { stringifyJson, type JsonValue } from "../index.js";

/** Indented JSON that keeps on one line what fits into `width`; bigints stay whole. `used`: taken on the first line already. */
export function pretty(value: JsonValue, width = 72, indent = "", used = 0): string {
  const line = spaced(value);
  if (indent.length + used + line.length < width || typeof value !== "object" || value === null) return line;
  // A list of one object needs no indentation of its own.
  if (Array.isArray(value) && value.length === 1) return `[${pretty(value[0]!, width, indent, used + 1)}]`;
  const inner = `${indent}  `;
  const members = Array.isArray(value)
    ? value.map((member) => pretty(member, width, inner))
    : Object.entries(value).map(([key, member]) => {
        const name = `${JSON.stringify(key)}: `;
        return name + pretty(member, width, inner, name.length);
      });
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${members.map((member) => inner + member).join(",\n")}\n${indent}${close}`;
}

/** One line, with the spaces people write: it may be wrapped at them. */
export function spaced(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value !== "object" || value === null) return stringifyJson(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${spaced(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
