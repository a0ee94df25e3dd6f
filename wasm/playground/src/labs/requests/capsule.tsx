/** "Why was I refused?": a verdict that `ludex capsule` cut out of a log, explained from the capsule alone. */
import { signal } from "@preact/signals";
import type { JsonValue } from "ludex";
import { aside } from "../../core/client.js";
import { child, readJsonc } from "../../core/jsonc.js";
import type { PlaygroundError } from "../../core/protocol.js";
import { requests, rulebook, world } from "../../session.js";
import { Steps } from "../../ui/explained.js";
import { notify } from "../../ui/notice.js";
import { count, plural } from "../../ui/numbers.js";
import { Card, Json, spaced } from "../../ui/parts.js";
import type { ExplainedCapsule } from "./tasks.js";

interface Opened {
  readonly text: string;
  readonly found?: ExplainedCapsule;
  readonly failure?: PlaygroundError;
}

const capsule = signal<Opened | undefined>(undefined);

/** Whether a text is one object that says so; a request that only names it somewhere is none. */
export const isCapsule = (text: string): boolean => /^\s*\{/.test(text) && text.includes('"ludex_capsule"') && child(readJsonc(text), "ludex_capsule") !== undefined;

export async function openCapsule(text: string): Promise<void> {
  const mine: Opened = { text };
  capsule.value = mine;
  try {
    const found = await aside.call("explainCapsule", text);
    if (capsule.value === mine) capsule.value = { text, found };
  } catch (failure) {
    if (capsule.value === mine) capsule.value = { text, failure: failure as PlaygroundError };
  }
}

export function Capsule() {
  const now = capsule.value;
  if (!now) return null;
  const close = <button type="button" class="plain" onClick={() => { capsule.value = undefined; }}>Close</button>;
  const { found, failure } = now;
  if (failure) {
    return (
      <Card title="Capsule" class="capsule" actions={close}>
        <p class="callout bad" role="alert"><strong>This capsule is refused.</strong> {failure.message}</p>
        <p class="quiet">What was changed, cut off or made by hand proves nothing, so nothing of it is judged.{parts(now.text) && <> Its parts can still be <button type="button" class="link" onClick={() => take(now.text)}>opened and tried</button>.</>}</p>
      </Card>
    );
  }
  if (!found) return <Card title="Capsule" class="capsule" actions={close}><p class="quiet" aria-busy="true">Looking …</p></Card>;
  const { explanation, batch, request, draws } = found;
  const { verdict } = explanation;
  return (
    <Card title="Capsule" class="capsule" note={`request ${count(request)} of batch ${count(batch)}`}
      actions={<><button type="button" class="plain" title="Its rulebook, world and request become yours; undo brings your own back" onClick={() => take(now.text)}>Try changes</button>{close}</>}>
      <p class={`why ${verdict.verdict}`}><strong>{verdict.verdict === "rejected" ? verdict.reason : verdict.verdict}</strong>
        {" "}{explanation.action !== undefined && <>{explanation.action} of {spaced(explanation.actor ?? null)}</>}{explanation.now !== undefined && <span class="quiet"> at {String(explanation.now)} ms</span>}</p>
      <p class="quiet">Judged again here: the verdict is the one that was recorded, byte for byte{draws.length > 0 ? `, with its ${plural(draws.length, "draw")} as they fell` : ""}.</p>
      <Steps of={explanation} />
      {draws.length > 0 && <details><summary>{plural(draws.length, "draw")}</summary><Json value={draws as unknown as JsonValue} /></details>}
      <details><summary>The request</summary><pre class="commands">{found.line}</pre></details>
    </Card>
  );
}

/** Rulebook, world and line as texts; undefined where one is missing. */
function parts(text: string): { rules: string; state: string; line: string } | undefined {
  const root = readJsonc(text);
  const part = (name: string): string | undefined => {
    const node = child(root, name);
    return node && (node.type === "string" ? node.text : text.slice(node.start, node.end));
  };
  const [rules, state, line] = [part("rulebook"), part("world"), part("line")];
  return rules === undefined || state === undefined || line === undefined ? undefined : { rules, state, line };
}

function take(text: string): void {
  const found = parts(text);
  if (!found) return notify("bad", "This capsule lacks its rulebook, its world or its line.");
  rulebook.value = found.rules;
  world.value = found.state;
  requests.value = found.line;
  const draws = child(readJsonc(text), "draws")?.members.length ?? 0;
  notify(draws === 0 ? "good" : "info", draws === 0 ? "The capsule's rulebook, world and request are yours to change."
    : `The capsule's rulebook, world and request are yours to change. Its ${plural(draws, "draw")} will fall otherwise: a capsule holds no seed.`);
}
