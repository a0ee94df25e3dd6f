/** JSON with comments: the values with their places, as far as a text can be read. Never throws; depth is bounded. */

export interface Member {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: Node;
}

export interface Node {
  readonly type: "object" | "array" | "string" | "word";
  readonly start: number;
  readonly end: number;
  /** Of objects; items of arrays have their index as key. */
  readonly members: readonly Member[];
  /** Of strings and words: what is written, unescaped. */
  readonly text: string;
  /** The text ended, or broke off, inside it. */
  readonly isOpen: boolean;
}

const DEEPEST = 100;
const NOTHING: readonly Member[] = [];

const SPACE = /(?:[\s,]|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))*/y;
const STRING = /"(?:[^"\\\n]|\\.)*("?)/y;
const WORD = /[^\s,\]}{[":/]+/y;

/** The tree of `text`; a broken one gives what could be read, its open ends marked. */
export function readJsonc(text: string): Node | undefined {
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const string = (): { start: number; end: number; text: string; isOpen: boolean } | undefined => {
    const start = at;
    const found = text[at] === '"' ? match(STRING) : null;
    return found ? { start, end: at, text: unescape(found[0]), isOpen: found[1] === "" } : undefined;
  };

  const value = (depth: number): Node | undefined => {
    match(SPACE);
    const start = at;
    const c = text[at];
    if (c === "{" || c === "[") {
      at++;
      const members: Member[] = [];
      const close = c === "{" ? "}" : "]";
      for (;;) {
        match(SPACE);
        if (text[at] === close) {
          at++;
          return { type: c === "{" ? "object" : "array", start, end: at, members, text: "", isOpen: false };
        }
        if (at >= text.length || text[at] === "}" || text[at] === "]" || depth >= DEEPEST) break;
        const before = at;
        if (c === "{") {
          const key = string();
          match(SPACE);
          if (key && text[at] === ":") {
            at++;
            const child = value(depth + 1);
            // A key whose value is still to be written.
            members.push({ key: key.text, keyStart: key.start, keyEnd: key.end, value: child ?? empty(at) });
          } else if (key) {
            members.push({ key: key.text, keyStart: key.start, keyEnd: key.end, value: empty(key.end) });
          }
        } else {
          const child = value(depth + 1);
          if (child) members.push({ key: String(members.length), keyStart: child.start, keyEnd: child.start, value: child });
        }
        // What fits nowhere is passed over, so that the loop always ends.
        if (at === before) at++;
      }
      return { type: c === "{" ? "object" : "array", start, end: at, members, text: "", isOpen: true };
    }
    const token = string();
    if (token) return { ...token, type: "string", members: NOTHING };
    const word = match(WORD);
    return word ? { type: "word", start, end: at, members: NOTHING, text: word[0], isOpen: false } : undefined;
  };
  return value(0);
}

function empty(at: number): Node {
  return { type: "word", start: at, end: at, members: NOTHING, text: "", isOpen: true };
}

function unescape(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1).replace(/"$/, "");
  }
}

/** The member `key` of an object, or item of an array. */
export function child(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  for (const key of path) node = node?.members.find((member) => member.key === key)?.value;
  return node;
}

/** [start, end) of the value at an RFC 6901 pointer, or of the nearest place above it that exists. */
export function locate(text: string, pointer: string): [number, number] | undefined {
  let node = readJsonc(text);
  if (!node) return undefined;
  for (const part of pointer.split("/").slice(1)) {
    const next = child(node, part.replaceAll("~1", "/").replaceAll("~0", "~"));
    if (!next) break;
    node = next;
  }
  return [node.start, node.end];
}

/** The values of a tree, comments left out. Words that are no JSON are null; integers may be rounded: for looking only. */
export function plain(node: Node | undefined): unknown {
  if (!node) return undefined;
  if (node.type === "object") {
    return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]));
  }
  if (node.type === "array") return node.members.map(({ value }) => plain(value));
  if (node.type === "string") return node.text;
  try {
    return JSON.parse(node.text);
  } catch {
    return null;
  }
}

/** How many UTF-16 units the first `bytes` bytes of `text` are. */
export function unitsOfBytes(text: string, bytes: number): number {
  let units = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes < 0) break;
    units += character.length;
  }
  return units;
}

/** The offset of a line and byte column, both from 1. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let i = 1; i < line; i++) {
    const next = text.indexOf("\n", start);
    if (next < 0) return text.length;
    start = next + 1;
  }
  const end = text.indexOf("\n", start);
  return start + unitsOfBytes(text.slice(start, end < 0 ? text.length : end), column - 1);
}
