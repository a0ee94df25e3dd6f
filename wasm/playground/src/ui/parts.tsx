/** Small parts that every lab uses. */
import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { stringifyJson, type JsonValue } from "ludex";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Change } from "../core/change.js";
import { notify } from "./notice.js";

/** A few choices of which one holds; arrow keys move between them, as ARIA's practices describe tabs. */
export function Tabs<Id extends string>({ label, choices, chosen, onChoose, panel }: {
  label: string;
  choices: readonly { readonly id: Id; readonly title: string; readonly badge?: string | undefined }[];
  chosen: Id;
  onChoose: (id: Id) => void;
  /** Id of the element that the chosen one shows. */
  panel?: string;
}) {
  const list = useRef<HTMLDivElement>(null);
  // On a phone they do not all fit: the chosen one is in the middle of what is seen, so that its neighbours are too.
  useEffect(() => {
    const [all, one] = [list.current!, list.current!.querySelector<HTMLElement>("[aria-selected=true]")];
    if (one) all.scrollTo({ left: one.offsetLeft - all.offsetLeft - (all.clientWidth - one.offsetWidth) / 2 });
  }, [chosen]);
  const move = (event: KeyboardEvent): void => {
    const i = choices.findIndex(({ id }) => id === chosen);
    const to = { ArrowRight: i + 1, ArrowLeft: i - 1 + choices.length, Home: 0, End: choices.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = to % choices.length;
    onChoose(choices[next]!.id);
    (list.current!.children[next] as HTMLElement).focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
      {choices.map(({ id, title, badge }) => (
        <button type="button" role="tab" key={id} id={`tab-${id}`} aria-selected={id === chosen} aria-controls={panel}
          tabIndex={id === chosen ? 0 : -1} onClick={() => onChoose(id)}>
          {title}{badge !== undefined && <span class="badge">{badge}</span>}
        </button>
      ))}
    </div>
  );
}

export function Card({ title, note, actions, children, class: extra = "" }: {
  title?: string; note?: ComponentChildren; actions?: ComponentChildren; children: ComponentChildren; class?: string;
}) {
  return (
    <section class={`card ${extra}`} aria-label={title}>
      {(title || actions) && (
        <div class="card-head">
          {title && <h2>{title}</h2>}
          {note && <span class="quiet">{note}</span>}
          {actions && <div class="actions">{actions}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

/** A button that at times has nothing to do. It keeps the focus then: who came by keyboard would have to start from the top of the page. */
export function Button({ isIdle, onClick, ...rest }: { readonly isIdle: boolean; readonly onClick: () => void } & Omit<ButtonHTMLAttributes, "onClick" | "type">) {
  return <button type="button" {...rest} aria-disabled={isIdle} onClick={() => { if (!isIdle) onClick(); }} />;
}

/** A menu under a button; Escape and a click elsewhere close it. */
export function Menu({ label, title, items }: {
  label: string; title?: string;
  items: readonly { readonly title: string; readonly about?: string; readonly onChoose: () => void }[];
}) {
  const [isOpen, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const close = (): void => setOpen(false);
  const onKeyDown = (event: KeyboardEvent): void => {
    const entries = [...whole.current!.querySelectorAll<HTMLElement>("[role=menuitem]")];
    const i = entries.indexOf(document.activeElement as HTMLElement);
    if (event.key === "Escape" && isOpen) {
      close();
      whole.current!.querySelector<HTMLElement>("button")!.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      requestAnimationFrame(() => (entries[(i + step + entries.length) % Math.max(1, entries.length)] ??
        whole.current!.querySelector<HTMLElement>("[role=menuitem]"))?.focus());
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      entries.at(event.key === "Home" ? 0 : -1)?.focus();
    } else if (/^\S$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      // The next one that begins so, as ARIA's practices describe menus.
      const begins = (entry: HTMLElement): boolean => entry.textContent!.toLowerCase().startsWith(event.key.toLowerCase());
      [...entries.slice(i + 1), ...entries.slice(0, i + 1)].find(begins)?.focus();
    }
  };
  return (
    <div class="menu" ref={whole} onKeyDown={onKeyDown}
      onFocusOut={(event) => { if (!whole.current!.contains(event.relatedTarget as Node | null)) close(); }}>
      <button type="button" class="plain" aria-haspopup="menu" aria-expanded={isOpen} title={title} onClick={() => setOpen(!isOpen)}>
        {label}<span class="caret" aria-hidden="true" />
      </button>
      {isOpen && (
        <div role="menu" aria-label={label}>
          {items.map((item) => (
            // Pressing must not take the focus away before the click arrives.
            <button type="button" role="menuitem" key={item.title} onMouseDown={(event) => event.preventDefault()}
              onClick={() => { whole.current!.querySelector<HTMLElement>("button")!.focus(); close(); item.onChoose(); }}>
              <strong>{item.title}</strong>{item.about && <span>{item.about}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** One line, with the spaces people write: it may be wrapped at them. */
export function spaced(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value !== "object" || value === null) return stringifyJson(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${spaced(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** Indented JSON that keeps on one line what fits into `width`; bigints stay whole. `used`: taken on the first line already. */
export function pretty(value: JsonValue, width = 72, indent = "", used = 0): string {
  const line = spaced(value);
  if (indent.length + used + line.length < width || typeof value !== "object" || value === null) return line;
  const inner = `${indent}  `;
  const members = Array.isArray(value)
    ? value.map((member) => pretty(member, width, inner))
    : Object.entries(value).map(([key, member]) => {
        const name = `${JSON.stringify(key)}: `;
        return name + pretty(member, width, inner, name.length);
      });
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${members.map((member) => inner + member).join(",\n")}\n${indent}${close}`;
}

/** JSON in colours. */
export function Json({ value }: { value: JsonValue }) {
  const text = pretty(value);
  const parts = text.split(/("(?:[^"\\]|\\.)*"(?:\s*:)?|-?\b\d[\d.eE+-]*\b|\b(?:true|false|null)\b)/);
  return (
    <pre class="json">
      {parts.map((part, i) => i % 2 === 0 ? part : (
        <span key={i} class={part.startsWith('"') ? (part.endsWith(":") ? "key" : "string") : /^[-\d]/.test(part) ? "number" : "word"}>{part}</span>
      ))}
    </pre>
  );
}

/** Places that changed, with what stood there and what stands there now. */
export function Changes({ of, name = (path) => path.join(".") }: { of: readonly Change[]; name?: (path: readonly string[]) => ComponentChildren }) {
  return (
    <ul class="changes">
      {of.map(({ path, before, after }) => (
        <li key={path.join("\0")}>
          <span class="path">{name(path)}</span>
          <span class="values">
            {before === undefined ? <span class="quiet">none</span> : <del>{spaced(before)}</del>}
            <span class="arrow" aria-label="becomes"> → </span>
            {after === undefined ? <span class="quiet">none</span> : <ins>{spaced(after)}</ins>}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Horizontal bars with their numbers: a table for those who cannot see them. */
export function Bars({ label, rows }: { label: string; rows: readonly { readonly name: string; readonly n: number; readonly tone: string; readonly note?: string }[] }) {
  const most = Math.max(1, ...rows.map(({ n }) => n));
  return (
    <table class="bars" aria-label={label}>
      <tbody>
        {rows.map(({ name, n, tone, note }) => (
          <tr key={name} class={tone}>
            <th scope="row">{name}</th>
            <td class="track"><span class="bar" style={{ width: `${Math.max(100 * n / most, n > 0 ? 0.4 : 0)}%` }} /></td>
            <td class="n">{n.toLocaleString("en")}</td>
            {note !== undefined && <td class="quiet share">{note}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Said of an answer that is of a rulebook which has changed since. */
export const OfBefore = ({ is }: { is: boolean }) => is ? <p class="callout again" role="status">The rulebook has changed since: this is of the one before.</p> : null;

export function Digest({ name, value }: { name: string; value: string | undefined }) {
  return <div><dt>{name}</dt><dd><code data-digest={name}>{value ?? "–"}</code></dd></div>;
}

/** Takes files by drop or by choosing. */
export function Drop({ label, accept, onFile, children }: { label: string; accept?: string; onFile: (file: File) => void; children: ComponentChildren }) {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null | undefined): void => {
    if (!files?.length) return;
    if (files.length > 1) notify("info", `One file at a time: ${files[0]!.name} was taken.`);
    onFile(files[0]!);
  };
  return (
    <div class={isOver ? "drop over" : "drop"}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer?.files); }}>
      {children}
      <button type="button" onClick={() => input.current!.click()}>{label}</button>
      <input type="file" hidden ref={input} accept={accept} onChange={() => { take(input.current!.files); input.current!.value = ""; }} />
    </div>
  );
}

/** Copies text and says so; whether it could. */
export async function copy(text: string, what: string, otherwise = "The browser does not let this page write to the clipboard."): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    notify("good", `${what} is in the clipboard.`);
    return true;
  } catch {
    notify("bad", otherwise);
    return false;
  }
}

/** Hands `text` to the browser as a download. */
export function download(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
