/** Places in a source text: where a JSON pointer points in JSON with comments, and where a line and byte column are. */

/** [start, end) of the value at `pointer`, or of the nearest place above it that exists; undefined when the text is broken. */
export function locate(text: string, pointer: string): [number, number] | undefined {
  const path = pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  let best: [number, number] | undefined;
  let depthOfBest = -1;
  let at = 0;

  const skip = (): void => {
    const space = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
    space.lastIndex = at;
    space.exec(text);
    at = space.lastIndex;
  };
  const string = (): string => {
    const token = /"(?:[^"\\]|\\.)*"/y;
    token.lastIndex = at;
    const found = token.exec(text);
    if (!found) throw new SyntaxError();
    at = token.lastIndex;
    return JSON.parse(found[0]) as string;
  };
  const expect = (c: string): boolean => {
    skip();
    if (text[at] !== c) return false;
    at++;
    return true;
  };

  /** Reads one value; `depth` is how much of the path leads here, -1 when it leads elsewhere. */
  const value = (depth: number): void => {
    skip();
    const start = at;
    const members = (close: string, key: (index: number) => string): void => {
      for (let i = 0; !expect(close); i++) {
        if (i > 0 && !expect(",")) throw new SyntaxError();
        const name = key(i);
        value(depth >= 0 && depth < path.length && path[depth] === name ? depth + 1 : -1);
      }
    };
    if (expect("{")) {
      members("}", () => {
        skip();
        const name = string();
        if (!expect(":")) throw new SyntaxError();
        return name;
      });
    } else if (expect("[")) {
      members("]", String);
    } else if (text[at] === '"') {
      string();
    } else {
      const word = /[^\s,\]}/]+/y;
      word.lastIndex = at;
      if (!word.exec(text)) throw new SyntaxError();
      at = word.lastIndex;
    }
    if (depth > depthOfBest) {
      depthOfBest = depth;
      best = [start, at];
    }
  };

  try {
    value(0);
  } catch {
    return best;
  }
  return best;
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
