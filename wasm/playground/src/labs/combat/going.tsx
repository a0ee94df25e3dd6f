/** How far a question is, and the way to end it. */
import { count } from "../../ui/numbers.js";
import type { Surveyor } from "./survey.js";

export function Going<About, Found>({ of: surveyor, label, unit = "" }: { of: Surveyor<About, Found>; label: string; unit?: string }) {
  const now = surveyor.now.value;
  const error = surveyor.failure.value;
  if (error) return <span class="callout bad" role="alert">{error.message}</span>;
  if (!now) return null;
  if (now.isDone) return now.isStopped ? <span class="quiet">Stopped{now.total > 0 && ` after ${count(now.done)} of ${count(now.total)}${unit}`}.</span> : null;
  return (
    <span class="progress" role="status">
      <progress aria-label={label} {...(now.total > 0 ? { max: now.total, value: now.done } : {})} />
      {now.total > 0 && <span class="quiet">{count(now.done)} of {count(now.total)}{unit}</span>}
      <button type="button" onClick={() => surveyor.stop()}>Stop</button>
    </span>
  );
}

export const Stale = ({ is }: { is: boolean }) => is ? <strong class="since"> Numbers have changed since.</strong> : null;
