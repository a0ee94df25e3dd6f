/** What a string at a path of a rulebook is: the one place that highlighting and completion ask. */
export type Role = "expression" | "effect" | "shape" | "text";

const EXPRESSIONS = new Set(["let", "permit", "cost", "with", "result"]);
const EXPRESSION_KEYS = new Set(["that", "by", "value", "ms", "key", "if", "at", "radius", "where", "entity", "id", "back", "after_ms"]);
const EFFECT_LISTS = new Set(["effects", "then", "else", "do"]);

/** `path` are the keys from the root; items of lists have a number. */
export function roleOf(path: readonly string[]): Role {
  const [top, , third, fourth] = path;
  const last = path[path.length - 1] ?? "";
  const isItem = /^\d+$/.test(last);
  const owner = isItem ? path[path.length - 2] ?? "" : last;
  if (owner === "is" || owner === "becomes") return "shape";
  if (top === "flags" && path.length === 2) return "shape";
  if (top === "tables" && third === "columns" && path.length === 4) return "shape";
  if (top === "entities") {
    // Below a field stands JSON Schema, whose properties and items are shapes again.
    if (fourth === "state") return path.length === 5 || last === "items" || path[path.length - 2] === "properties" ? "shape" : "text";
    if (fourth === "invariants") return isItem || last === "that" ? "expression" : "text";
    if (fourth === "migrations") return last === "with" || last === "back" || path[path.length - 2] === "into" ? "expression" : "text";
    return "text";
  }
  if (top === "actions" && path.length >= 3) {
    if (third === "params") return path.length === 4 || last === "items" || path[path.length - 2] === "properties" ? "shape" : "text";
    if (third === "cooldown" && last === "key") return "text";
    if (last === "name" || last === "event" || last === "else" && path[path.length - 2] !== "effects") return "text";
    if (isItem && EFFECT_LISTS.has(owner)) return "effect";
    if (third === "require" || third === "refuse" || third === "permit") return isItem || last === "that" || last === third ? "expression" : "text";
    if (EXPRESSIONS.has(third!) || EXPRESSION_KEYS.has(last) || path.includes("data")) return "expression";
    if (third === "effects") return "effect";
  }
  return "text";
}
