/** The editor's looks, in the page's colours: custom properties reach into its shadow root and follow the scheme. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags as t } from "@lezer/highlight";

const highlighting = syntaxHighlighting(HighlightStyle.define([
  { tag: t.definition(t.propertyName), color: "var(--code-key)" },
  { tag: t.string, color: "var(--code-string)" },
  { tag: t.special(t.string), color: "var(--code-string)", fontStyle: "italic" },
  { tag: t.number, color: "var(--code-number)" },
  { tag: [t.bool, t.keyword], color: "var(--code-word)" },
  { tag: t.typeName, color: "var(--code-type)" },
  { tag: t.labelName, color: "var(--bad)" },
  { tag: t.function(t.variableName), color: "var(--code-function)" },
  { tag: t.special(t.variableName), color: "var(--code-root)" },
  { tag: [t.variableName, t.propertyName], color: "var(--ink)" },
  { tag: [t.operator, t.punctuation, t.bracket], color: "var(--quiet)" },
  { tag: t.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: t.invalid, color: "var(--bad)" },
]));

const looks = EditorView.theme({
  "&": { height: "100%", backgroundColor: "transparent", color: "var(--ink)", fontSize: "var(--code-size)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", scrollbarWidth: "thin", scrollbarColor: "var(--line) transparent" },
  ".cm-content": { padding: "10px 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 14px 0 8px" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "1.5px" },
  // Long lines are scrolled under it.
  ".cm-gutters": { backgroundColor: "var(--gutter, var(--card))", border: "0", color: "var(--faint)" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 6px 0 12px", minWidth: "30px", fontSize: "0.92em" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "var(--active-line)" },
  ".cm-foldGutter .cm-gutterElement": { color: "var(--faint)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--select)" },
  ".cm-matchingBracket": { backgroundColor: "transparent" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--select)", outline: "none" },
  ".cm-tooltip": {
    border: "1px solid var(--line)", borderRadius: "8px", backgroundColor: "var(--raised)", color: "var(--ink)", boxShadow: "var(--shadow)", overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "12.5px", maxHeight: "15em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 10px 3px 8px", lineHeight: "1.45" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent-soft)", color: "var(--ink)" },
  ".cm-completionDetail": { marginLeft: "1.2em", color: "var(--quiet)", fontStyle: "normal", fontFamily: "var(--sans)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700", color: "var(--accent)" },
  ".cm-completionIcon": { display: "none" },
  ".cm-tooltip.cm-completionInfo": { padding: "8px 12px", maxWidth: "340px", fontFamily: "var(--sans)", fontSize: "13px", lineHeight: "1.5", whiteSpace: "pre-line" },
  ".cm-hint": { padding: "7px 12px 8px", maxWidth: "460px", fontFamily: "var(--sans)", fontSize: "13px", lineHeight: "1.5" },
  ".cm-hint-type, .cm-hint-what": { fontFamily: "var(--mono)", fontSize: "12.5px", fontWeight: "600", overflowWrap: "anywhere" },
  ".cm-hint-type": { color: "var(--code-type)" },
  ".cm-hint-signature": { fontFamily: "var(--mono)", fontSize: "12.5px", color: "var(--code-type)" },
  ".cm-hint-about": { whiteSpace: "pre-line", marginTop: "3px", overflowWrap: "anywhere" },
  ".cm-diagnostic": { padding: "7px 12px", fontFamily: "var(--sans)", fontSize: "13px", borderLeft: "3px solid var(--bad)", maxWidth: "480px" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--again)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad) 1px", textUnderlineOffset: "4px" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--again) 1px", textUnderlineOffset: "4px" },
  ".cm-lint-marker": { width: "8px", height: "8px", margin: "6px 0 0 6px", borderRadius: "50%", content: "none", backgroundColor: "var(--bad)" },
  ".cm-lint-marker-warning": { backgroundColor: "var(--again)" },
  ".cm-gutter-lint": { width: "0", overflow: "visible" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0" },
  ".cm-panels": { backgroundColor: "var(--card)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-panels button, .cm-panels input": { fontFamily: "var(--sans)", fontSize: "13px" },
  ".cm-textfield": { backgroundColor: "var(--paper)", border: "1px solid var(--line)", borderRadius: "5px", color: "var(--ink)" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--paper)", border: "1px solid var(--line)", borderRadius: "5px", color: "var(--ink)" },
  ".cm-searchMatch": { backgroundColor: "var(--again-soft)" },
  ".cm-placeholder": { color: "var(--quiet)" },
});

export const theme = [looks, highlighting];
