/** The tooltip of what stands under the pointer. Comes with the first hover. */
import type { Tooltip } from "@codemirror/view";
import type { TypedExpression } from "ludex";
import { aside } from "../core/client.js";
import { hintAt, typeAt } from "./hint.js";

let asked: { readonly text: string; readonly answer: Promise<readonly TypedExpression[]> } | undefined;

/** Nothing while the rulebook does not compile, or the core cannot say. */
function typesOf(text: string): Promise<readonly TypedExpression[]> {
  if (asked?.text !== text) asked = { text, answer: aside.call("expressionTypes", text).catch(() => []) };
  return asked.answer;
}

export async function hover(text: string, at: number): Promise<Tooltip | null> {
  const hint = hintAt(text, at);
  const typed = typeAt(await typesOf(text), text, at);
  if (!hint && !typed) return null;
  const from = hint?.from ?? typed!.from;
  return {
    pos: from, end: Math.max(from, hint?.to ?? at), above: true,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "cm-hint";
      const line = (kind: string, words: string): void => {
        const element = dom.appendChild(document.createElement("div"));
        element.className = kind;
        element.textContent = words;
      };
      if (typed) line("cm-hint-type", typed.text && typed.text.length < 120 ? `${typed.text}: ${typed.type}` : typed.type);
      if (hint) {
        if (!typed || !typed.text.endsWith(hint.what)) line("cm-hint-what", hint.what);
        for (const type of hint.types) if (type !== typed?.type) line("cm-hint-signature", type);
        if (hint.about) line("cm-hint-about", hint.about);
      }
      return { dom };
    },
  };
}
