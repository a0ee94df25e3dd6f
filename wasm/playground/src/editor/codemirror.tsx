/** CodeMirror as a component; editor.tsx loads it. It lives in a shadow root: there it may add style sheets without any `unsafe-inline`. */
import { defaultKeymap, history, historyKeymap, redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, foldService, indentOnInput, indentUnit } from "@codemirror/language";
import { EditorState, StateEffect, StateField, type Extension } from "@codemirror/state";
import {
  crosshairCursor, drawSelection, dropCursor, EditorView, highlightActiveLine, highlightActiveLineGutter, hoverTooltip, keymap, lineNumbers, placeholder as emptyText,
  rectangularSelection, showTooltip, type Tooltip,
} from "@codemirror/view";
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { notify } from "../ui/notice.js";
import { bytes } from "../ui/numbers.js";
import { MOST_CHARACTERS, type EditorProps as Props } from "./editor.js";
import { theme } from "./theme.js";
import { jsonLanguage, rulebookLanguage } from "./tokens.js";

export function Editor(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { label, text, language = "json", marks, complete, hover, handle, depths, isSmall = false, placeholder } = props;
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open" });
    let helped: Promise<typeof import("./typing.js")> | undefined;
    const help = (): Promise<typeof import("./typing.js")> => helped ??= import("./typing.js").then((typing) => {
      if (isHere) view.dispatch({ effects: StateEffect.appendConfig.of(typing.help(complete, marks !== undefined)) });
      return typing;
    });
    let isHere = true;
    const view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text.value.slice(0, MOST_CHARACTERS),
        extensions: [
          language === "rulebook" ? rulebookLanguage : jsonLanguage,
          isSmall ? EditorView.lineWrapping : [lineNumbers(), highlightActiveLineGutter(), foldGutter({ openText: "▾", closedText: "▸" }), folding],
          hover ? [hoverTooltip((now, at) => hover(now.state.doc.toString(), at), { hideOnChange: true }), keymap.of([{ key: "Mod-i", run: (now) => { void hintHere(now, hover); return true; } }]), hintField] : [],
          placeholder ? emptyText(placeholder) : [],
          common,
          EditorView.contentAttributes.of({ "aria-label": label }),
          EditorView.domEventHandlers({ focus: () => void help(), dblclick: takeNumber }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) text.value = update.state.doc.toString();
            if (depths && update.docChanged) depths.value = { undo: undoDepth(update.state), redo: redoDepth(update.state) };
          }),
        ],
      }),
    });
    const stop = [
      effect(() => replace(view, text.value)),
      effect(() => {
        const now = marks?.value;
        // Without any there is nothing to take away as long as nobody typed.
        if (now && (now.length > 0 || helped)) void help().then((typing) => isHere && now === marks!.peek() && typing.mark(view, now));
      }),
    ];
    // When errors open below, the line that is being typed must not slip away behind them.
    const resized = new ResizeObserver(() => {
      if (view.hasFocus) view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head, { y: "nearest", yMargin: 24 }) });
    });
    resized.observe(host.current!);
    if (handle) {
      handle.value = {
        select(from, to) {
          const end = view.state.doc.length;
          view.dispatch({
            selection: { anchor: Math.min(from, end), head: Math.min(to, end) },
            effects: EditorView.scrollIntoView(Math.min(from, end), { y: "center" }),
          });
          view.focus();
        },
        undo: () => void undo(view),
        redo: () => void redo(view),
      };
    }
    return () => {
      isHere = false;
      for (const end of stop) end();
      if (handle) handle.value = undefined;
      resized.disconnect();
      view.destroy();
    };
    // An editor keeps what it was made with; its texts and marks are signals.
  }, []);
  return <div class={props.isSmall ? "editor small" : "editor"} ref={host} />;
}

/** Brings the document to `text` in the smallest change, so that the cursor and the history stay. */
function replace(view: EditorView, text: string): void {
  const old = view.state.doc.toString();
  if (old === text) return;
  const shorter = Math.min(old.length, text.length);
  let from = 0;
  while (from < shorter && old.charCodeAt(from) === text.charCodeAt(from)) from++;
  let same = 0;
  while (same < shorter - from && old.charCodeAt(old.length - 1 - same) === text.charCodeAt(text.length - 1 - same)) same++;
  view.dispatch({ changes: { from, to: old.length - same, insert: text.slice(from, text.length - same) }, userEvent: "input.replace" });
}

const NUMBER = /(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** A number is one word, also where it has a point or a sign. */
function takeNumber(event: MouseEvent, view: EditorView): boolean {
  const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
  if (at === null) return false;
  const line = view.state.doc.lineAt(at);
  if (line.length > 10_000) return false;
  const found = [...line.text.matchAll(NUMBER)].find(({ index, 0: text }) => line.from + index <= at && at <= line.from + index + text.length);
  if (!found) return false;
  const from = line.from + found.index;
  view.dispatch({ selection: { anchor: from, head: from + found[0].length } });
  return true;
}

const setHint = StateEffect.define<Tooltip | null>();
/** The hint that a key asked for: until the cursor moves. */
const hintField = StateField.define<Tooltip | null>({
  create: () => null,
  update(hint, change) {
    for (const effect of change.effects) if (effect.is(setHint)) return effect.value;
    return change.docChanged || change.selection ? null : hint;
  },
  provide: (field) => showTooltip.from(field),
});

async function hintHere(view: EditorView, hover: NonNullable<Props["hover"]>): Promise<void> {
  const { doc, selection } = view.state;
  const found = await hover(doc.toString(), selection.main.head);
  if (view.state.doc === doc) view.dispatch({ effects: setHint.of(found) });
}

function isTooLarge(length: number): boolean {
  if (length <= MOST_CHARACTERS) return false;
  notify("bad", `That is ${bytes(length)}; an editor takes up to ${bytes(MOST_CHARACTERS)}. Drop it as a file where files are taken, or use the ludex command.`);
  return true;
}

/** Folds from a line that opens a bracket to the line that closes it, by indentation: the layout of `ludex fmt`. */
const folding: Extension = [
  codeFolding({ placeholderText: "…" }),
  foldService.of((state, start, end) => {
    const first = state.doc.lineAt(start);
    if (!/[[{]\s*$/.test(first.text)) return null;
    const indent = /^\s*/.exec(first.text)![0].length;
    for (let n = first.number + 1; n <= Math.min(state.doc.lines, first.number + 5000); n++) {
      const line = state.doc.line(n);
      if (line.text.trim() !== "" && /^\s*/.exec(line.text)![0].length <= indent) {
        return n > first.number + 1 && /^\s*[\]}]/.test(line.text) ? { from: end, to: line.from + indent } : null;
      }
    }
    return null;
  }),
];

async function openSearch(view: EditorView): Promise<void> {
  const { openSearchPanel, search, searchKeymap } = await import("@codemirror/search");
  if (!searching.has(view)) {
    view.dispatch({ effects: StateEffect.appendConfig.of([search({ top: true }), keymap.of(searchKeymap)]) });
    searching.add(view);
  }
  openSearchPanel(view);
}
const searching = new WeakSet<EditorView>();

const common: Extension = [
  history(), drawSelection(), dropCursor(), rectangularSelection(), crosshairCursor(), indentOnInput(), bracketMatching(), highlightActiveLine(),
  indentUnit.of("  "), EditorState.tabSize.of(2), EditorState.allowMultipleSelections.of(true),
  // Before the text is taken apart into lines, which is what would take long.
  EditorView.domEventHandlers({
    paste: (event) => isTooLarge(event.clipboardData?.getData("text/plain").length ?? 0) && (event.preventDefault(), true),
    drop: (event) => (event.dataTransfer?.files.length ?? 0) > 0 || isTooLarge(event.dataTransfer?.getData("text/plain").length ?? 0),
  }),
  EditorState.transactionFilter.of((change) => change.docChanged && isTooLarge(change.changes.newLength) ? [] : change),
  keymap.of([
    { key: "Mod-f", run: (view) => { void openSearch(view); return true; } },
    ...defaultKeymap, ...historyKeymap, ...foldKeymap,
  ]),
  theme,
];
