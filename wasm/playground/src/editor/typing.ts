/** What helps while one types: completion, brackets that close, errors under the word. Comes with the first focus, or the first error. */
import { autocompletion, closeBrackets, closeBracketsKeymap, type CompletionSource } from "@codemirror/autocomplete";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Prec, type Extension } from "@codemirror/state";
import { keymap, type EditorView } from "@codemirror/view";
import type { Mark } from "./editor.js";

export function help(complete: CompletionSource | undefined, hasMarks: boolean): Extension {
  return [
    closeBrackets(), // Before the numbers, where it takes no place: the text must not move when the first key comes.
    hasMarks ? [Prec.highest(lintGutter()), keymap.of(lintKeymap)] : [],
    complete ? autocompletion({ override: [complete], activateOnTypingDelay: 60 }) : [],
    // Before the editor's own Backspace, which would leave the bracket that was closed.
    Prec.high(keymap.of(closeBracketsKeymap)),
  ];
}

export function mark(view: EditorView, marks: readonly Mark[]): void {
  const end = view.state.doc.length;
  const clip = (at: number): number => Math.max(0, Math.min(at, end));
  view.dispatch(setDiagnostics(view.state, marks.map((one) => ({ ...one, from: clip(one.from), to: Math.max(clip(one.from), clip(one.to)) }))));
}
