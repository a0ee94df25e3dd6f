// A slider on one number of a rulebook: the exact win rate at once, and a million fights on all processors.
import { loadLudex, LudexError } from "ludex";
import { createPool } from "ludex/pool";
import rules from "../../rulebooks/duel.json?raw";

const HIT = "/tables/makes/rows/rifle/hit";
const element = (id) => document.getElementById(id);
const percent = (share) => `${(100 * share).toFixed(2)} %`;
let running; // what is being played, and how to stop it

async function start() {
  const duel = (await loadLudex()).rulebook(rules);
  const pool = await createPool();

  element("hit").oninput = () => {
    running?.abort();
    const hit = Number(element("hit").value);
    const changed = duel.vary({ [HIT]: hit }); // the rulebook with another number; all else stays
    element("value").value = hit.toFixed(2);
    element("exact").value = percent(changed.solve("d1").win_a);
    changed.dispose();
  };

  element("play").onclick = async () => {
    running?.abort();
    const mine = running = new AbortController();
    const changed = pool.rulebook(rules.replace(/("rifle":.*?"hit": *)[0-9.]+/, `$1${element("hit").value}`));
    try {
      const report = await changed.simulate("d1", {
        fights: 1_000_000,
        signal: mine.signal,
        onProgress: ({ done, total }) => { element("progress").value = done / total; },
      });
      const [low, high] = report.intervals.win_a;
      element("played").value = `${percent(report.win_a)}, between ${percent(low)} and ${percent(high)}`;
    } catch (error) {
      if (!mine.signal.aborted) show(error); // else the slider was moved: nobody waits for this any more
    } finally {
      changed.dispose();
    }
  };

  element("hit").oninput();
  element("status").textContent = `Ready, with ${pool.size} threads`;
}

function show(error) {
  element("status").textContent = error instanceof LudexError ? `${error.code}: ${error.message}` : String(error);
}

start().catch(show);
