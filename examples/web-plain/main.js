// Judges what is typed against a world of its own, and says why. `ludex` is the folder dist of the package, as it is.
import { stringifyJson, LudexError } from "./ludex/index.js";
import { loadJudge } from "./ludex/judge.js";

const element = (id) => document.getElementById(id);
const world = '{"ludex_world": 1, "entities": {"player": {"7": {"profile": {"version": 3, "state": {}}}}}}';

async function start() {
  const [core, rules] = await Promise.all([loadJudge(), fetch("../rulebooks/arena.json").then((answer) => answer.text())]);
  const rulebook = core.rulebook(rules);

  element("judge").onclick = () => {
    const fresh = rulebook.world(world);
    const judgement = fresh.judge(element("request").value.replaceAll("\n", " "));
    element("verdict").textContent = stringifyJson(judgement.verdict(0, "client")); // what the player may see
    judgement.dispose();
    fresh.dispose();
  };
  element("status").textContent = `${rulebook.summary().name} ${rulebook.digest}`;
}

start().catch((error) => {
  element("status").textContent = error instanceof LudexError ? `${error.code}: ${error.message}` : String(error);
});
