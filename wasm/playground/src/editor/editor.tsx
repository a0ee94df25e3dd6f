/** A text that can be edited. The editor itself comes once the page stands; until then the text is there to be read. */
import type { CompletionSource } from "@codemirror/autocomplete";
import type { Tooltip } from "@codemirror/view";
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";

/** What one can still type in without waiting; larger things are read as files. */
export const MOST_CHARACTERS = 2_000_000;

export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly severity: "error" | "warning";
}

/** What others may do with an editor that is on the page. */
export interface EditorHandle {
  select(from: number, to: number): void;
  undo(): void;
  redo(): void;
}

export interface EditorProps {
  readonly label: string;
  readonly text: Signal<string>;
  readonly language?: "rulebook" | "json";
  readonly marks?: ReadonlySignal<readonly Mark[]>;
  readonly complete?: CompletionSource;
  /** What stands at a place of a text. */
  readonly hover?: (text: string, at: number) => Promise<Tooltip | null>;
  readonly handle?: Signal<EditorHandle | undefined>;
  /** How far the history reaches both ways, for buttons. */
  readonly depths?: Signal<{ undo: number; redo: number }>;
  readonly isSmall?: boolean;
  readonly placeholder?: string;
}

let loaded: FunctionComponent<EditorProps> | undefined;
const MOST_SHOWN = 20_000;

export function Editor(props: EditorProps) {
  const [Whole, setWhole] = useState(() => loaded);
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    if (Whole) return;
    let isHere = true;
    import("./codemirror.js").then(({ Editor: found }) => {
      loaded = found;
      if (isHere) setWhole(() => found);
    }, () => isHere && setLost(true));
    return () => { isHere = false; };
  }, []);
  if (Whole) return <Whole {...props} />;
  return (
    <div class={props.isSmall ? "editor small" : "editor"} aria-busy={!isLost}>
      {isLost && <p class="fault">The editor could not be loaded. Reload the page to try again.</p>}
      <pre class="first-look">{props.text.value.slice(0, MOST_SHOWN) || props.placeholder}</pre>
    </div>
  );
}
