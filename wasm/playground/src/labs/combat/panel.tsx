/** Fights: what comes of a scenario, while its numbers are turned. */
import { useEffect } from "preact/hooks";
import "../../style/combat.css";
import { compiled, open } from "../../session.js";
import { examples } from "../../examples/list.js";
import { count } from "../../ui/numbers.js";
import { Card } from "../../ui/parts.js";
import { Log } from "./log.js";
import { Change, followChange } from "./change.js";
import { Matrix } from "./matrix.js";
import { Result } from "./result.js";
import { MOST_FIGHTS } from "../../share/session.js";
import { chosen, follow, outcome, pin, pinned, scenario, scenarios, settings, way } from "./state.js";
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
  const duel = examples.find(({ id }) => id === "duel")!;
  return (
    <Card title="No scenario yet">
      <p>A fight is written into the rulebook: who fights, with what, and when it is over.</p>
      <pre class="commands">{`"scenarios": {
  "duel": {
    "fighters": { "a": {}, "b": {} },
    "policy":   [{ "use": "Attack", "params": { "target": "enemy.id" } }],
    "defeated": "fighter.health <= 0"
  }
}`}</pre>
      <div class="actions left"><button type="button" class="primary" onClick={async () => open(await duel.open())}>Open the duel example</button></div>
    </Card>
  );
}

function Setup() {
  const now = settings.value;
  return (
    <Card title="Scenario" actions={
      <>
        <button type="button" class="plain" disabled={!outcome.value} title="Compare what follows with the numbers as they are now" onClick={pin}>{pinned.value ? "Pin again" : "Pin"}</button>
        {pinned.value && <button type="button" class="plain" onClick={() => { pinned.value = undefined; }}>Unpin</button>}
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
          <input type="number" min="1" max={MOST_FIGHTS} step="1" value={now.fights} disabled={way.value === "exact"} onInput={(event) => {
            const { valueAsNumber: fights } = event.currentTarget;
            if (Number.isInteger(fights) && fights >= 1 && fights <= MOST_FIGHTS) settings.value = { ...now, fights };
          }} />
        </label>
        <label class="field"><span>Seed</span>
          <input type="number" min="0" max={Number.MAX_SAFE_INTEGER} step="1" value={now.seed} onInput={(event) => {
            const { valueAsNumber: seed } = event.currentTarget;
            if (Number.isSafeInteger(seed) && seed >= 0) settings.value = { ...now, seed };
          }} />
        </label>
      </div>
      {way.value === "simulated" && <p class="quiet about-fights">{count(now.fights)} fights of seed {now.seed}: the same on every machine, in however many parts they are played.</p>}
    </Card>
  );
}
