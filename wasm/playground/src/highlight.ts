/** JSON with comments as coloured spans. It only colours: what is wrong is the core's to say. */

// In order: comment, key, string, number, word. An unclosed string or comment ends with its line or the text.
const TOKEN = /(\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))|("(?:[^"\\\n]|\\.)*"?)(\s*:)?|(-?\b\d[\d.eE+-]*)|\b(true|false|null)\b/g;

export function highlight(text: string): DocumentFragment {
  const out = document.createDocumentFragment();
  let end = 0;
  const span = (kind: string, piece: string): void => {
    const element = document.createElement("span");
    element.className = `token-${kind}`;
    element.textContent = piece;
    out.append(element);
  };
  for (const found of text.matchAll(TOKEN)) {
    const [whole, comment, string, colon, number] = found;
    out.append(text.slice(end, found.index));
    end = found.index + whole.length;
    if (comment !== undefined) span("comment", comment);
    else if (string !== undefined) {
      span(colon === undefined ? "string" : "key", string);
      out.append(colon ?? "");
    } else span(number === undefined ? "word" : "number", whole);
  }
  out.append(text.slice(end));
  return out;
}
