// The rule of ../rule.cpp in JavaScript: written by hand, and as CEL by @marcbachmann/cel-js. Run in the folder the peers
// are installed in; prints one line of JSON for each: {"name": …, "ns": …}, or with "missing" instead of a time.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const kRequests = Number(process.argv[2] ?? 65536), kPlayers = 1000, kTurns = 9;
const kRule = 'now - actor.last_attack >= 500 && !actor.stunned && params.weapon in actor.inventory && target.hp > 0 && ' +
  '(actor.pos.x - target.pos.x) * (actor.pos.x - target.pos.x) + (actor.pos.y - target.pos.y) * (actor.pos.y - target.pos.y) + ' +
  '(actor.pos.z - target.pos.z) * (actor.pos.z - target.pos.z) <= 100.0';

let seed = 7;
const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 4294967296;
const below = (n) => Math.floor(random() * n);
const weapons = ['sword', 'bow', 'staff', 'dagger'];
const players = Array.from({ length: kPlayers }, () => ({
  last_attack: 9000 + below(1200), stunned: false, hp: below(100), inventory: weapons.slice(0, 1 + below(3)),
  pos: { x: random() * 20, y: random() * 5, z: random() * 20 },
}));
const draws = Array.from({ length: kRequests }, () => ({ now: 10000 + below(512), actor: below(kPlayers), target: below(kPlayers), weapon: weapons[below(4)] }));
const requests = draws.map((d) => ({ now: d.now, actor: players[d.actor], target: players[d.target], params: { weapon: d.weapon } }));
// CEL's ints are BigInt in that package.
const exact = players.map((p) => ({ ...p, last_attack: BigInt(p.last_attack), hp: BigInt(p.hp) }));
const exactRequests = draws.map((d) => ({ now: BigInt(d.now), actor: exact[d.actor], target: exact[d.target], params: { weapon: d.weapon } }));

const native = ({ now, actor, target, params }) => {
  const dx = actor.pos.x - target.pos.x, dy = actor.pos.y - target.pos.y, dz = actor.pos.z - target.pos.z;
  return now - actor.last_attack >= 500 && !actor.stunned && actor.inventory.includes(params.weapon) && target.hp > 0 && dx * dx + dy * dy + dz * dz <= 100;
};
const expected = requests.map(native);

function measure(name, rule, inputs) {
  const wrong = inputs.findIndex((input, i) => rule(input) !== expected[i]);
  if (wrong >= 0) return console.log(JSON.stringify({ name, missing: `request ${wrong} is judged differently` }));
  const turns = [];
  let allowed = 0;
  for (let turn = -2; turn < kTurns; ++turn) {
    const start = process.cpuUsage();
    for (const input of inputs) allowed += rule(input) ? 1 : 0;
    const used = process.cpuUsage(start);
    if (turn >= 0) turns.push(((used.user + used.system) * 1e3) / inputs.length);
  }
  turns.sort((a, b) => a - b);
  console.log(JSON.stringify({ name, ns: turns[kTurns >> 1], allowed: allowed / (kTurns + 2) / inputs.length }));
}

measure('native JavaScript (Node)', native, requests);
try {
  const path = createRequire(`${process.cwd()}/`).resolve('@marcbachmann/cel-js');
  const { Environment } = await import(pathToFileURL(path));
  const rule = new Environment({ unlistedVariablesAreDyn: true }).parse(kRule);
  measure('@marcbachmann/cel-js', (input) => rule(input), exactRequests);
} catch (error) {
  console.log(JSON.stringify({ name: '@marcbachmann/cel-js', missing: String(error.message).split('\n')[0] }));
}
