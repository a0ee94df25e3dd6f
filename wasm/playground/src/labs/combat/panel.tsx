/** Fights: what comes of a scenario, while its numbers are turned. */
import { useEffect } from "preact/hooks";
import "../../style/combat.css";
import { compiled } from "../../session.js";
import { child, type Node } from "../../core/jsonc.js";
import { openExample } from "../../examples/open.js";
import { NumberField } from "../../ui/number_field.js";
import { plural } from "../../ui/numbers.js";
import { Card } from "../../ui/parts.js";
import { Log } from "./log.js";
import { Change, followChange } from "./change.js";
import { Matrix } from "./matrix.js";
import { Result } from "./result.js";
import { MOST_FIGHTS } from "../../share/session.js";
import { chosen, follow, outcome, pin, pinned, root, scenario, scenarios, settings, way } from "./state.js";
import { Sensitivities } from "./sensitivity.js";
import { Strip } from "./strip.js";
import { NumberMap } from "./steps.js";
import { Fighters, Numbers } from "./turn.js";

export function Panel() {
  useEffect(follow, []);
  useEffect(followChange, []);
  if (!compiled.value) return <p class="empty">Fights come once the rulebook compiles.</p>;
  if (scenario.value === undefined) return <None />;
  return (
    <div class="cards">
      <Strip />
      <Setup />
      <Result />
      <Numbers />
      <Change />
      <Fighters />
      <Sensitivities />
      <NumberMap />
      <Matrix />
      <Log />
    </div>
  );
}

function None() {
  const { action, param, field } = ownNames(root.value);
  return (
    <Card title="No scenario yet">
      <p>A fight is written into the rulebook: who fights, with what, and when it is over. Behind the last of its members, for example:</p>
      <pre class="commands">{`"scenarios": {
  "duel": {
    "fighters": { "a": {}, "b": {} },
    "policy":   [{ "use": ${JSON.stringify(action)}, "params": { ${JSON.stringify(param)}: "enemy.id" } }],
    "defeated": "fighter.${field} <= 0"
  }
}`}</pre>
      <div class="actions left"><button type="button" class="primary" onClick={() => void openExample("Duel")}>Open the duel example</button></div>
    </Card>
  );
}

/** What a fight of this rulebook would be about: the first action at somebody, and the first number of somebody that sounds like life. */
function ownNames(rulebook: Node | undefined): { action: string; param: string; field: string } {
  for (const { key: action, value } of child(rulebook, "actions")?.members ?? []) {
    const at = child(value, "params")?.members.find(({ value: shape }) => /^ref\b/.test(shape.text));
    if (!at) continue;
    const kind = at.value.text.replace(/^ref\s+(\w+).*/, "$1");
    const fields = child(rulebook, "entities", kind, "live", "state")?.members.filter(({ value: shape }) => /^(int|double)\b/.test(shape.text)).map(({ key }) => key) ?? [];
    return { action, param: at.key, field: fields.find((name) => /^(hp|health|life)/i.test(name)) ?? fields[0] ?? "health" };
  }
  return { action: "Attack", param: "target", field: "health" };
}

function Setup() {
  const now = settings.value;
  return (
    <Card title="Scenario" actions={
      <>
        <button type="button" class="plain" disabled={!outcome.value} title="Compare what follows with the numbers as they are now" onClick={pin}>{pinned.value ? "Pin again" : "Pin"}</button>
        {pinned.value && <button type="button" class="plain" onClick={(event) => {
          // It goes: whoever came by keyboard is at the one beside it.
          (event.currentTarget.previousElementSibling as HTMLElement).focus();
          pinned.value = undefined;
        }}>Unpin</button>}
      </>
    }>
      <div class="chips" role="group" aria-label="Scenarios">
        {scenarios.value.map((name) => <button type="button" key={name} aria-pressed={name === scenario.value} onClick={() => { chosen.value = name; }}>{name}</button>)}
      </div>
      <div class="fields of-answer">
        <label class="field"><span>Answer</span>
          <select value={way.value} onChange={(event) => { way.value = event.currentTarget.value as "exact"; }}>
            <option value="exact">exact if possible</option>
            <option value="simulated">from many fights</option>
          </select>
        </label>
        <label class="field"><span>Fights</span>
          <NumberField label="Fights" value={String(now.fights)} isWhole low={1} high={MOST_FIGHTS} disabled={way.value === "exact"} onChange={(fights) => { settings.value = { ...now, fights }; }} />
        </label>
        <label class="field"><span>Seed</span>
          <NumberField label="Seed" value={String(now.seed)} isWhole low={0} high={Number.MAX_SAFE_INTEGER} onChange={(seed) => { settings.value = { ...now, seed }; }} />
        </label>
      </div>
      {way.value === "simulated" && <p class="quiet about-fights">{plural(now.fights, "fight")} of seed {now.seed}: the same on every machine, in however many parts they are played.</p>}
    </Card>
  );
}
