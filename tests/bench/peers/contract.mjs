// The contract of ../contract.cpp in JavaScript: JSON.parse, then Ajv or Zod. Run in the folder the peers are installed
// in, on the texts ../contract_peers.cpp put there; prints one line of JSON for each: {"name", "valid", "mixed"} in ns a
// text, or with "missing". Three quarters of mixed.ndjson and all of valid.ndjson must be accepted by position: a text of
// the mixed set is valid where it equals that of the valid set.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const kTurns = 9;
const read = (name) => readFileSync(name, 'utf8').split('\n').slice(0, -1);
const valid = read('valid.ndjson'), mixed = read('mixed.ndjson');
const weapons = ['sword', 'bow', 'staff', 'dagger', 'axe', 'spear', 'wand', 'hammer'];
const axis = { type: 'number', minimum: -1e5, maximum: 1e5 };
const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', additionalProperties: false, required: ['targetUserId', 'weapon', 'position', 'nonce'],
  properties: {
    targetUserId: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }, weapon: { enum: weapons },
    position: { type: 'object', additionalProperties: false, required: ['x', 'y', 'z'], properties: { x: axis, y: axis, z: axis } },
    nonce: { type: 'string', minLength: 8, maxLength: 64 },
  },
};

function time(accepts, texts) {
  const turns = [];
  let accepted = 0;
  for (let turn = -3; turn < kTurns; ++turn) {
    const start = process.cpuUsage();
    for (const text of texts) accepted += accepts(text) ? 1 : 0;
    const used = process.cpuUsage(start);
    if (turn >= 0) turns.push(((used.user + used.system) * 1e3) / texts.length);
  }
  turns.sort((a, b) => a - b);
  return accepted > 0 ? turns[kTurns >> 1] : 0;
}

function measure(name, accepts) {
  const wrong = mixed.findIndex((text, i) => !accepts(valid[i]) || !!accepts(text) !== (text === valid[i]));
  if (wrong >= 0) return console.log(JSON.stringify({ name, missing: `text ${wrong} is judged differently` }));
  console.log(JSON.stringify({ name, valid: time(accepts, valid), mixed: time(accepts, mixed) }));
}

const load = (name) => import(pathToFileURL(createRequire(`${process.cwd()}/`).resolve(name)));
const peers = {
  'JSON.parse alone (Node)': async () => null,
  'JSON.parse and Ajv': async () => {
    const Ajv = (await load('ajv/dist/2020.js')).default;
    return new (Ajv.default ?? Ajv)({ allErrors: false }).compile(schema);
  },
  'JSON.parse and Zod': async () => {
    const z = await load('zod');
    const coordinate = z.number().min(-1e5).max(1e5);
    const attack = z.strictObject({
      targetUserId: z.int().min(1), weapon: z.enum(weapons), position: z.strictObject({ x: coordinate, y: coordinate, z: coordinate }),
      nonce: z.string().min(8).max(64),
    });
    return (value) => attack.safeParse(value).success;
  },
};
for (const [name, make] of Object.entries(peers)) {
  try {
    const check = await make();
    if (check) measure(name, (text) => check(JSON.parse(text)));
    else console.log(JSON.stringify({ name, valid: time((text) => JSON.parse(text) !== null, valid), mixed: time((text) => JSON.parse(text) !== null, mixed) }));
  } catch (error) {
    console.log(JSON.stringify({ name, missing: String(error.message).split('\n')[0] }));
  }
}
