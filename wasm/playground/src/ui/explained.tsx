/** How something was decided: every expression that was looked at, with the value of each of its parts. */
import type { ExplainedPart, Explanation, JsonValue, Verdict } from "ludex";
import { show } from "../labs/overview/panel.js";
import { meanings } from "./meanings.js";

const stages: Readonly<Record<string, string>> = { let: "value", with: "entity", require: "require", refuse: "refuse", permit: "permit", once: "once", effects: "effect", cost: "cost", cooldown: "cooldown", emit: "event", result: "result" };

export const reasonOf = (verdict: Verdict): string | undefined => "reason" in verdict ? verdict.reason : undefined;

export function Steps({ of: { steps, verdict, with: names } }: { of: Explanation }) {
  if (!steps) return <p>Refused before any expression was looked at: {meanings[reasonOf(verdict) as keyof typeof meanings] ?? "by its form, its contract, a limit or its nonce"}.</p>;
  return (
    <>
      {names && Object.keys(names).length > 0 && (
        <p class="with">{Object.entries(names).map(([name, value]) => {
          const entity = value as { kind?: string; id?: JsonValue } | null;
          return <span key={name}><code>{name}</code> is {entity && entity.kind ? `${entity.kind} ${String(entity.id)}` : entity === null ? "nobody" : "several"}</span>;
        })}</p>
      )}
      <ol class="steps" aria-label="Evaluated clauses">
        {steps.map(({ at, stage, decides, tree }, i) => (
          <li key={i} class={decides ? "decides" : ""}>
            <span class="stage">{stages[stage] ?? stage}{stage === "let" && <strong> {at.slice(at.lastIndexOf("/") + 1)}</strong>}</span>
            <ul class="tree"><Part part={tree} depth={0} at={at} /></ul>
          </li>
        ))}
      </ol>
    </>
  );
}

/** An expression with its value, and below it the parts it was made of. */
function Part({ part, depth, at }: { part: ExplainedPart; depth: number; at?: string }) {
  const { text, value, error, parts } = part;
  // A part that says its own value, such as a literal, tells nothing.
  const inner = parts?.filter((one) => one.error !== undefined || one.parts?.length || (one.value !== undefined && shown(one.value) !== one.text)) ?? [];
  return (
    <li>
      {at ? <button type="button" class="expression link" onClick={() => show(at)}>{text}</button> : <code class="expression">{text}</code>}
      {error !== undefined ? <span class="value error">{error}</span> : value !== undefined && <span class={`value ${typeof value === "boolean" ? (value ? "true" : "false") : ""}`}>{shown(value)}</span>}
      {inner.length > 0 && depth < 40 && <ul>{inner.map((one, i) => <Part key={i} part={one} depth={depth + 1} />)}</ul>}
    </li>
  );
}

function shown(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  const text = typeof value === "bigint" ? String(value) : JSON.stringify(value, (_, x: unknown) => typeof x === "bigint" ? Number(x) : x);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
