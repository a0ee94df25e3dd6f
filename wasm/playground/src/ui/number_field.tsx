/** A number that is typed. What stands in the field is the writer's until it is left; only what may stand there is taken, and what may not is told. */
import { useId, useRef, useState } from "preact/hooks";
import { count } from "./numbers.js";

interface Props {
  readonly label: string;
  /** As it is written: a literal. */
  readonly value: string;
  readonly isWhole: boolean;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly disabled?: boolean;
  readonly onChange: (value: number) => void;
}

export function NumberField({ label, value, isWhole, low, high, disabled = false, onChange }: Props) {
  // Writing the value back while someone types would make "0.0" of "0.05" a 0.
  const [draft, setDraft] = useState<string>();
  const [isWrong, setWrong] = useState(false);
  const before = useRef<number | undefined>(undefined);
  const id = useId();
  const leave = (): void => {
    setDraft(undefined);
    before.current = undefined;
    setWrong(false);
  };
  return (
    <span class="number">
      <input type="number" aria-label={label} value={draft ?? value} step={isWhole ? 1 : "any"} disabled={disabled}
        {...(low === undefined ? {} : { min: low })} {...(high === undefined ? {} : { max: high })} {...(isWrong ? { "aria-invalid": true, "aria-describedby": id } : {})}
        onInput={({ currentTarget: field }) => {
          const kept = before.current ??= Number(value);
          setDraft(field.value);
          const typed = field.valueAsNumber;
          const fits = Number.isFinite(typed) && (!isWhole || Number.isSafeInteger(typed)) && typed >= (low ?? -Infinity) && typed <= (high ?? Infinity);
          setWrong(!fits);
          // What was typed on the way to something that may not stand there was never meant.
          const taken = fits ? typed : kept;
          if (taken !== Number(value)) onChange(taken);
        }}
        onBlur={({ currentTarget: field }) => {
          // What cannot be read as a number has no value that a new one would differ from.
          if (isWrong) field.value = value;
          leave();
        }}
        onKeyDown={({ key, currentTarget: field }) => {
          if (key !== "Escape" || before.current === undefined) return;
          if (before.current !== Number(value)) onChange(before.current);
          field.value = String(before.current);
          leave();
        }} />
      {isWrong && <span class="wrong" id={id} role="status">{rangeOf(isWhole, low, high)}</span>}
    </span>
  );
}

/** "0 to 10,000, whole" */
function rangeOf(isWhole: boolean, low: number | undefined, high: number | undefined): string {
  const range = low !== undefined && high !== undefined ? `${count(low)} to ${count(high)}` : low !== undefined ? `${count(low)} or more` : high !== undefined ? `${count(high)} or less` : "";
  if (range === "") return isWhole ? "a whole number" : "a number";
  return isWhole ? `${range}, whole` : range;
}
