import { signal } from "@preact/signals";

interface Notice {
  readonly id: number;
  readonly tone: "good" | "bad" | "info";
  readonly text: string;
}

const notices = signal<readonly Notice[]>([]);
let next = 1;
const SHOWN_MS = 6000;

/** Says something once; what went wrong stays until it is dismissed. */
export function notify(tone: Notice["tone"], text: string): void {
  const id = next++;
  notices.value = [...notices.value.filter((notice) => notice.text !== text), { id, tone, text }].slice(-3);
  if (tone !== "bad") setTimeout(() => dismiss(id), SHOWN_MS);
}

const dismiss = (id: number): void => { notices.value = notices.value.filter((notice) => notice.id !== id); };

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map(({ id, tone, text }) => (
        <p key={id} class={`notice ${tone}`}>
          <span>{text}</span>
          <button type="button" aria-label="Dismiss" onClick={() => dismiss(id)}>×</button>
        </p>
      ))}
    </div>
  );
}
