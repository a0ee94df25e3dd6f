/** Colours: JSON with comments, and inside its strings the expressions and shapes of a rulebook. A line at a time, no parser. */
import { LanguageSupport, StreamLanguage, type StringStream } from "@codemirror/language";
import { roleOf, type Role } from "./role.js";

interface Frame {
  readonly isObject: boolean;
  key: string;
  items: number;
}

interface State {
  frames: Frame[];
  expectsKey: boolean;
  inComment: boolean;
  /** Inside a string: what it says. */
  inside: Role | undefined;
  /** In a string: what follows `else` is a reason. */
  isReason: boolean;
}

const ROOTS = /^(?:actor|params|tables|flags|now|request|profile|value)\b/;
const SHAPE_WORD = /^(?:int|double|bool|string|vec3|list|map|row|ref|enum|max)\b/;

function pathOf(frames: readonly Frame[]): string[] {
  return frames.map(({ isObject, key, items }) => isObject ? key : String(items));
}

function insideString(stream: StringStream, state: State): string | null {
  if (stream.eat('"')) {
    state.inside = undefined;
    return "string";
  }
  if (state.inside === "text") {
    stream.match(/^(?:[^"\\]|\\.?)+/);
    return "string";
  }
  if (stream.eatSpace()) return null;
  if (stream.match(/^\\"(?:[^"\\]|\\[^"])*(?:\\")?/) || stream.match(/^'(?:[^'\\"]|\\.)*'?/)) return "string.special";
  if (stream.match(/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?:ms|s|m|h|%)?/)) return "number";
  if (stream.match(/^(?:true|false|null)\b/)) return "bool";
  if (state.inside === "shape") {
    if (stream.match(SHAPE_WORD)) return "typeName";
    if (stream.match(/^[A-Za-z_]\w*/)) return "variableName";
    stream.next();
    return "operator";
  }
  if (state.isReason && stream.match(/^\w+/)) {
    state.isReason = false;
    return "labelName";
  }
  if (stream.match(/^else\b/)) {
    state.isReason = true;
    return "keyword";
  }
  if (stream.match(/^(?:in|has|all|exists|exists_one|map|filter)\b/)) return "keyword";
  if (state.inside === "effect" && stream.match(/^(?:min|max)\b(?!\s*\()|^(?:remove|append|set|delete|cancel)\b/)) return "keyword";
  if (stream.match(/^[A-Za-z_]\w*(?=\s*\()/)) return "variableName.function";
  if (stream.match(/^\.\w+/)) return "propertyName";
  if (stream.match(ROOTS)) return "variableName.special";
  if (stream.match(/^[A-Za-z_]\w*/)) return "variableName";
  if (stream.match(/^(?:[-+*/%]=|[<>=!]=|&&|\|\||[-+*/%<>=!?:])/)) return "operator";
  stream.next();
  return "punctuation";
}

function startOfString(stream: StringStream, state: State, isRulebook: boolean): string {
  stream.next();
  const top = state.frames[state.frames.length - 1];
  if (state.expectsKey && top?.isObject) {
    const start = stream.pos;
    stream.match(/^(?:[^"\\]|\\.)*/);
    top.key = stream.string.slice(start, stream.pos);
    stream.eat('"');
    return "propertyName.definition";
  }
  state.inside = isRulebook ? roleOf(pathOf(state.frames)) : "text";
  state.isReason = false;
  return "string";
}

function token(stream: StringStream, state: State, isRulebook: boolean): string | null {
  if (stream.sol()) state.inside = undefined;
  if (state.inside) return insideString(stream, state);
  if (state.inComment) {
    state.inComment = !stream.match(/^.*?\*\//);
    if (state.inComment) stream.skipToEnd();
    return "comment";
  }
  if (stream.eatSpace()) return null;
  if (stream.match("//")) {
    stream.skipToEnd();
    return "comment";
  }
  if (stream.match("/*")) {
    state.inComment = true;
    return "comment";
  }
  if (stream.peek() === '"') return startOfString(stream, state, isRulebook);
  const top = state.frames[state.frames.length - 1];
  const c = stream.next();
  if (c === "{" || c === "[") {
    // Deeper than any rulebook goes: a hostile text must not make every line a copy of a long list.
    if (state.frames.length < 64) state.frames.push({ isObject: c === "{", key: "", items: 0 });
    state.expectsKey = c === "{";
    return "bracket";
  }
  if (c === "}" || c === "]") {
    state.frames.pop();
    state.expectsKey = false;
    return "bracket";
  }
  if (c === ",") {
    if (top && !top.isObject) top.items++;
    state.expectsKey = top?.isObject ?? false;
    return "punctuation";
  }
  if (c === ":") {
    state.expectsKey = false;
    return "punctuation";
  }
  stream.match(/^[^\s,\]}{["]+/);
  const word = stream.current();
  if (/^-?\d/.test(word)) return "number";
  return /^(?:true|false|null)$/.test(word) ? "bool" : "invalid";
}

function language(isRulebook: boolean): LanguageSupport {
  return new LanguageSupport(StreamLanguage.define<State>({
    name: isRulebook ? "rulebook" : "json",
    startState: () => ({ frames: [], expectsKey: false, inComment: false, inside: undefined, isReason: false }),
    copyState: (state) => ({ ...state, frames: state.frames.map((frame) => ({ ...frame })) }),
    token: (stream, state) => token(stream, state, isRulebook),
    blankLine: (state) => { state.inside = undefined; },
    indent: (state, textAfter, { unit }) => (state.frames.length - (/^\s*[}\]]/.test(textAfter) ? 1 : 0)) * unit,
    languageData: { commentTokens: { line: "//" }, closeBrackets: { brackets: ["(", "[", "{", '"'] }, indentOnInput: /^\s*[}\]]$/ },
  }));
}

export const rulebookLanguage = language(true);
export const jsonLanguage = language(false);
