// tests/vectors as a list of named checks, for Node and for browsers; tests/vectors/README.md says how they are read.

/**
 * `text(path)` gives a file below the repository; `judgeFiles` are the names in tests/vectors/judge.
 * Returns { name, group, run } for every entry; `run` throws an Error that says what differs.
 */
export function vectors({ api, ludex, text, judgeFiles }) {
  const { parseJson, stringifyJson } = api;
  const read = (name) => parseJson(text(`tests/vectors/${name}`));
  const list = [];
  const add = (group, name, run) => list.push({ group, name: `${group}: ${name}`, run });

  const rulebookText = (entry) => entry.text ?? (entry.rulebook.file ? text(entry.rulebook.file) : stringifyJson(entry.rulebook));
  const compile = (rulebook) => ludex.rulebook(rulebookText({ rulebook }));

  for (const file of judgeFiles) {
    const { rulebooks, cases } = read(`judge/${file}`);
    for (const entry of cases) {
      add(`judge/${file}`, entry.name, () => {
        const rulebook = compile(rulebooks[entry.rulebook]);
        const world = rulebook.world(stringifyJson(entry.world));
        const inputs = { ...entry.opened_at !== undefined && { openedAt: entry.opened_at }, ...entry.flags && { flags: entry.flags } };
        entry.batches.forEach((batch, b) => {
          if (entry.host_error && b === entry.batches.length - 1) return expectError(() => world.judge(batchBytes(batch), inputs), "host");
          const judgement = world.judge(batchBytes(batch), inputs);
          const expected = entry.verdicts[b];
          check(judgement.count === expected.length, `batch ${b} has ${judgement.count} verdicts, not ${expected.length}`);
          expected.forEach((verdict, i) => checkSame(comparable(judgement.verdict(i), verdict), verdict, `batch ${b}, line ${i}`));
          const timers = judgement.timers();
          entry.timers?.[b].forEach((answer, k) => checkSame(timers[k] && comparable(timers[k], answer), answer, `batch ${b}, timer ${k}`));
          if (entry.timers) check(timers.length === entry.timers[b].length, `batch ${b} ran ${timers.length} timers, not ${entry.timers[b].length}`);
          check(judgement.worldDigest === world.digest, "the judgement's world digest is not the world's");
          judgement.dispose();
          return undefined;
        });
        if (entry.world_after) checkWorld(parseJson(world.save()), entry.world_after);
        // The digest that was kept up to date, and the one of the same state read anew.
        const again = rulebook.world(world.save());
        check(again.digest === world.digest, "the saved and reloaded world has another digest");
        for (const handle of [again, world, rulebook]) handle.dispose();
      });
    }
  }

  const hostile = read("hostile_lines.json");
  let arena, opening;
  for (const entry of hostile.lines) {
    add("hostile lines", entry.name, () => {
      arena ??= compile(hostile.rulebook);
      opening ??= arena.world(stringifyJson(hostile.world));
      const world = opening.clone();
      const judgement = world.judge(join([entry.hex === undefined ? bytesOf(entry.line) : bytesOf(entry), bytesOf("\n")]));
      check(judgement.count === 1, `${judgement.count} verdicts`);
      const verdict = judgement.verdict(0);
      checkSame([verdict.reason ?? "accepted", verdict.at ?? ""], [entry.reason, entry.at], "reason and place");
      if (entry.code !== undefined) checkSame(verdict.code, entry.code, "code");
      judgement.verdict(0, "client");
      for (const handle of [judgement, world]) handle.dispose();
    });
  }

  for (const entry of read("broken_rulebooks.json").cases) {
    add("broken rulebooks", entry.name, () => {
      const { errors } = expectError(() => ludex.rulebook(rulebookText(entry)));
      if (entry.pointer === null) return;
      const all = errors.map(({ pointer, message }) => `\n    ${pointer}: ${message}`).join("");
      const there = errors.filter(({ pointer }) => pointer === entry.pointer);
      check(there.length > 0, `no error at ${entry.pointer}, but${all}`);
      check(there.some(({ message }) => message.includes(entry.message_contains ?? "")), `no '${entry.message_contains}' in${all}`);
    });
  }

  for (const entry of read("good_rulebooks.json").cases) {
    add("good rulebooks", entry.name, () => ludex.rulebook(rulebookText(entry)).dispose());
  }

  const worlds = read("broken_worlds.json");
  for (const entry of worlds.cases) {
    add("worlds", entry.name, () => {
      const rulebook = compile(worlds.rulebook);
      if (entry.loads) rulebook.world(entry.text).dispose();
      else expectError(() => rulebook.world(entry.text));
      rulebook.dispose();
    });
  }

  for (const entry of read("schema.json").cases) {
    add("schemas", entry.name, () => {
      const options = { ...entry.options, ...entry.documents && { documents: entry.documents } };
      if (entry.refused) return expectRefusal(() => ludex.schema(entry.schema, options), entry.refused);
      const schema = ludex.schema(entry.schema, options);
      const instance = textOrBytes(entry.instance);
      const found = schema.validate(instance, entry.validation);
      checkSame(found.valid, entry.valid, "valid");
      checkSame(found.mismatches.map(({ pointer, keyword, message }) => ({ pointer, keyword, message })), entry.mismatches ?? [], "mismatches");
      const { code, line, column, offset } = found.malformed ?? {};
      checkSame(found.malformed ? { code, line, column, offset } : null, entry.malformed ?? null, "malformed");
      // isValid has no options: limits and comments are of validate alone.
      if (!entry.validation?.limits && !entry.validation?.comments) checkSame(schema.isValid(instance), entry.valid, "isValid");
      return schema.dispose();
    });
  }

  const contracts = read("contract.json");
  for (const entry of contracts.cases) {
    add("contracts", entry.name, () => {
      const given = contracts.contracts[entry.contract];
      const contract = typeof given === "string" ? given : text(given.file);
      const input = textOrBytes(entry.text ?? "null");
      for (const all of [true, false]) {
        const check = () => ludex.checkContract(contract, input, { all, ...entry.action && { action: entry.action } });
        if (entry.refused) expectRefusal(check, entry.refused);
        else checkSame(check(), { ok: entry.mismatches.length === 0, mismatches: entry.mismatches.slice(0, all ? 100 : 1) }, all ? "all" : "the first");
      }
    });
  }

  for (const entry of read("patch.json").cases) {
    add("patches", entry.name, () => {
      const patch = () => ludex.applyPatch(textOrBytes(entry.document), textOrBytes(entry.patch));
      if (entry.refused) expectRefusal(patch, entry.refused);
      else checkSame(patch(), entry.result, "document");
    });
  }

  const saves = read("saves.json");
  const saveBooks = {};
  for (const entry of saves.cases) {
    add("saves", entry.name, () => {
      const loader = (saveBooks[entry.rulebook] ??= compile(saves.rulebooks[entry.rulebook])).saveLoader(saves.kind, entry.limits ?? {});
      const { message_contains = "", ...expected } = entry.finding;
      const { save, message, ...found } = loader.load(textOrBytes(entry.save));
      checkSame(entry.finding.message === undefined ? found : { ...found, message }, expected, "finding");
      check(message.includes(message_contains) && (message === "") === (found.state === "ready"), `the message is ${message}`);
      checkSame(save ?? null, entry.out ?? null, "save");
      if (save !== undefined) {
        const again = loader.load(bytesOf(save));
        checkSame([new TextDecoder().decode(again.save), again.changed], [save, false], "what came out, loaded again");
      }
      loader.dispose();
    });
  }
  const rehearsals = read("rehearsal.json");
  for (const entry of rehearsals.cases) {
    add("rehearsals", entry.name, () => {
      const rehearsal = compile(rehearsals.rulebooks[entry.rulebook]).rehearsal(rehearsals.kind, entry.options);
      const { out, quarantine } = rehearsal.add(join(entry.lines.flatMap((line) => [bytesOf(line), bytesOf("\n")])));
      const decoder = new TextDecoder("utf-8", { fatal: true });
      checkSame(decoder.decode(out), entry.out, "out");
      const aside = decoder.decode(quarantine).split("\n").slice(0, -1).map(parseJson);
      checkSame(aside.length, entry.quarantine.length, "lines set aside");
      entry.quarantine.forEach(({ message_contains = "", ...expected }, i) => {
        const { message, ...found } = aside[i];
        checkSame(found, expected, `quarantine ${i}`);
        check(message.includes(message_contains), `the message is ${message}`);
      });
      const report = rehearsal.report();
      for (const [name, expected] of Object.entries(entry.report)) checkSame(report[name], expected, `report.${name}`);
      rehearsal.dispose();
    });
  }
  // Of objects the members that are named, in objects too.
  const checkNamed = (found, expected, what) => {
    if (expected === null || typeof expected !== "object" || found === null) return checkSame(found, expected, what);
    for (const [name, value] of Object.entries(expected)) {
      if (name === "message_contains") check(found.message.includes(value), `${what}: the message is ${found.message}`);
      else checkNamed(found[name], value, `${what}/${name}`);
    }
    return undefined;
  };
  // The bytes of the log, and once more by a second life that finds its last record torn.
  const checkRecorder = (log, { rulebook, world: state, batches, good_bytes: good }) => {
    const rules = ludex.rulebook(rulebook), world = rules.world(state), recorder = ludex.recordLog(rulebook, world);
    const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
    for (const lines of batches) recorder.judge(world, lines).dispose();
    checkSame(base64(recorder.take()), base64(log), "the log");
    const again = ludex.resumeLog(log.slice(0, -1));
    again.recorder.judge(again.world, batches.at(-1)).dispose();
    checkSame(again.goodBytes, good, "good bytes");
    checkSame(base64(again.recorder.take()), base64(log.slice(good)), "the rest of the log");
    checkSame(again.world.digest, world.digest, "the world");
    for (const handle of [again.recorder, again.world, again.rulebook, recorder, world, rules]) handle.dispose();
  };
  for (const entry of read("record.json").cases) {
    add("record", entry.name, () => {
      const log = Uint8Array.from(atob(entry.log), (c) => c.charCodeAt(0));
      checkNamed(ludex.readLog(log), entry.read, "read");
      let report, refused;
      try { report = ludex.replayLog(log); } catch (error) { refused = error.errors[0]; }
      if (entry.replay.refused) checkNamed(refused, entry.replay.refused, "replay");
      else if (refused) throw new Error(refused.message);
      else checkNamed(report, entry.replay.report, "report");
      if (entry.recorded) checkRecorder(log, entry.recorded);
    });
  }
  const visits = read("presence.json");
  for (const entry of visits.cases) {
    add("presence", entry.name, () => {
      const rulebook = compile(visits.rulebooks[entry.rulebook]);
      const world = rulebook.world(stringifyJson(entry.world));
      const loaders = {};
      entry.steps.forEach((step, i) => {
        const kind = step.kind ?? visits.kind;
        const record = step.record && textOrBytes(step.record);
        const take = () => {
          if (step.leave !== undefined) return world.leave(kind, step.leave);
          if (step.judge) return world.judge(step.judge.map((line) => `${line}\n`).join(""));
          const loader = loaders[kind] ??= rulebook.saveLoader(kind, entry.limits ?? {});
          return step.join === undefined ? world.saveProfile(loader, step.save, record) : world.join(loader, step.join, record);
        };
        const before = world.save();
        if (step.refused) expectRefusal(take, step.refused);
        else checkStep(step, take(), `step ${i}`);
        const after = parseJson(world.save());
        if (step.unchanged) checkSame(after, parseJson(before), `step ${i}, world`);
        for (const [name, value] of Object.entries(step.after ?? {})) checkSame(after[name], value, `step ${i}, world's ${name}`);
      });
      for (const handle of [...Object.values(loaders), world, rulebook]) handle.dispose();
    });
  }
  const measured = read("metrics.json");
  for (const entry of measured.cases) {
    add("metrics", entry.name, () => {
      const rulebook = compile(measured.rulebooks[entry.rulebook]);
      const world = rulebook.world(stringifyJson(entry.world));
      const metrics = ludex.metrics();
      for (const { lines, nanoseconds } of entry.batches) {
        const judgement = world.judge(lines.map((line) => `${line}\n`).join(""));
        metrics.add(judgement, nanoseconds === undefined ? {} : { seconds: nanoseconds / 1e9 });
        judgement.dispose();
      }
      if (entry.tells_world) metrics.setWorld(world);
      const expected = entry.text.map((line) => `${line}\n`).join("").replace("DIGEST", rulebook.digest);
      checkSame(metrics.text(), expected, "text");
      for (const handle of [metrics, world, rulebook]) handle.dispose();
    });
  }
  const ledgers = read("ledger.json");
  for (const run of ledgers.runs) {
    add("ledger", run.name, () => {
      let state = run.begin;
      run.steps.forEach((step, i) => {
        if (step.refused) return expectRefusal(() => ludex.decide(run.machine, state, step.event), step.refused);
        const made = ludex.decide(run.machine, state, step.event);
        checkSame(made.effects, step.effects, `step ${i}, effects`);
        if (step.state !== undefined) checkSame(made.state, step.state, `step ${i}, state`);
        state = made.state;
        return undefined;
      });
    });
  }
  for (const entry of ledgers.fingerprints) {
    add("ledger", `fingerprint of ${entry.name}: ${entry.content}`, () => {
      if (entry.refused) expectRefusal(() => ludex.fingerprint(entry.name, entry.content), entry.refused);
      else checkSame(ludex.fingerprint(entry.name, entry.content), entry.fingerprint, "fingerprint");
    });
  }
  for (const entry of ledgers.audits) {
    add("ledger", `audit: ${entry.name}`, () => {
      const report = ludex.audit(entry.journal, { balances: entry.balances, ...entry.compare && { saves: entry.saves, compare: entry.compare } });
      for (const [name, value] of Object.entries(entry.report)) checkSame(report[name], value, name);
      checkSame(report.breaches.map(({ file, line, kind }) => ({ file, line, kind })), entry.breaches, "breaches");
    });
  }
  const areas = read("interest.json");
  for (const entry of areas.cases) {
    add("interest", entry.name, () => {
      const rulebook = compile(areas.rulebook);
      if (entry.refused) return expectRefusal(() => rulebook.interest(entry.area), entry.refused);
      let interest = rulebook.interest(entry.area);
      entry.steps.forEach((step, i) => {
        for (const observer of step.resync ?? []) check(interest.resync(observer), `observer ${observer} is not known`);
        const again = rulebook.loadInterest(interest.save());
        check(again.digest === interest.digest, "a state that was written is not read as it was");
        interest.dispose();
        interest = again;
        const world = rulebook.world(stringifyJson(step.world));
        const changes = interest.update(world);
        checkSame(changes, step.changes, `step ${i}`);
        for (const { observer, full, entered } of changes) if (full) checkSame(interest.seenBy(observer), entered, `seen by ${observer}`);
        world.dispose();
      });
      for (const handle of [interest, rulebook]) handle.dispose();
      return undefined;
    });
  }
  const deltas = read("world_delta.json");
  const worldOf = (rulebook, world) => rulebook.world(stringifyJson(world));
  for (const entry of deltas.deltas) {
    add("world delta", entry.name, () => {
      const rulebook = compile(deltas.rulebook);
      const [from, to] = [worldOf(rulebook, entry.from), worldOf(rulebook, entry.to)];
      const text = from.deltaTo(to);
      const { from: before, to: after, program, ludex_delta: format, ...said } = parseJson(text);
      checkSame([before, after, program, format], [from.digest, to.digest, rulebook.digest, 1], "digests");
      checkSame(said, { ...entry.gone && { gone: entry.gone }, ...entry.world && { world: entry.world } }, "what it says");
      from.applyDelta(text);
      check(from.digest === to.digest && from.save() === to.save(), "it does not lead where it says");
      checkSame(Object.keys(parseJson(from.deltaTo(to))), ["from", "ludex_delta", "program", "to"], "what is left to say");
      for (const handle of [from, to, rulebook]) handle.dispose();
    });
  }
  for (const entry of deltas.refused) {
    add("world delta", `refused: ${entry.name}`, () => {
      const rulebook = compile(deltas.rulebook);
      const world = worldOf(rulebook, deltas.world);
      const before = world.digest;
      const given = Array.isArray(entry.delta) ? entry.delta : { ...parseJson(world.deltaTo(world)), ...entry.delta };
      expectRefusal(() => world.applyDelta(stringifyJson(given)), entry.refused);
      check(world.digest === before, "a delta that was refused changed the world");
      for (const handle of [world, rulebook]) handle.dispose();
    });
  }
  for (const entry of deltas.visible) {
    add("world delta", `visible: ${entry.name}`, () => {
      const rulebook = compile(deltas.rulebook);
      const world = worldOf(rulebook, deltas.full);
      if (entry.refused) expectRefusal(() => world.visible(entry.visible), entry.refused);
      else checkSame(parseJson(world.visible(entry.visible).save()), entry.part, "the part");
      for (const handle of [world, rulebook]) handle.dispose();
    });
  }
  const tests = read("backtest.json");
  const log = bytesOf({ hex: tests.log });
  const replaced = (source, { replace }) => {
    if (!replace) return source;
    check(source.includes(replace[0]), `'${replace[0]}' is not there`);
    return source.replace(replace[0], () => replace[1]);
  };
  const contains = (found, expected, where) => {
    if (Array.isArray(expected)) {
      check(Array.isArray(found) && found.length === expected.length, `${where}: ${stringifyJson(found ?? null)}`);
      expected.forEach((item, i) => contains(found[i], item, `${where}/${i}`));
    } else if (expected !== null && typeof expected === "object") {
      for (const [name, value] of Object.entries(expected)) contains(found?.[name], value, `${where}/${name}`);
    } else {
      checkSame(found, expected, where);
    }
  };
  for (const entry of tests.backtests) {
    add("backtest", entry.name, () => {
      const run = () => ludex.backtest(log, replaced(tests.rulebook, entry), entry.options ?? {});
      if (entry.refused) expectRefusal(run, entry.refused);
      else contains(run(), entry.report, "");
    });
  }
  for (const entry of tests.capsules) {
    add("backtest", `capsule: ${entry.name}`, () => {
      let capsule;
      const run = () => ludex.replayCapsule(capsule = replaced(ludex.cutCapsule(log, entry.batch, entry.request), entry));
      if (entry.refused) return expectRefusal(run, entry.refused);
      checkSame(run(), parseJson(entry.verdict), "verdict");
      contains(parseJson(capsule), entry.capsule, "capsule");
      checkSame(parseJson(capsule).world.entities, entry.capsule.world.entities, "entities");
      checkSame(ludex.explainCapsule(capsule).verdict, parseJson(entry.verdict), "explained");
      return undefined;
    });
  }
  for (const entry of tests.changes) add("backtest", `texts: ${entry.name}`, () => checkSame(ludex.rulebookChanges(entry.before, entry.after), entry.changes, "changes"));
  return list;

  function checkStep(step, got, where) {
    if (step.finding) {
      const { message_contains, ...expected } = step.finding;
      const { message, ...found } = got;
      checkSame(message_contains === undefined ? got : found, expected, `${where}, finding`);
      check(message.includes(message_contains ?? "") && (message === "") === (got.state === "ready"), `${where}: the message is ${message}`);
    }
    if (step.out) checkSame(got, step.out, `${where}, record`);
    if (step.reasons) checkSame(step.reasons.map((_, k) => got.verdict(k).reason ?? "accepted"), step.reasons, `${where}, reasons`);
  }

  function expectRefusal(call, { code, pointer, message_contains }) {
    const { errors } = expectError(call);
    const all = errors.map((error) => `\n    ${error.code} ${error.pointer}: ${error.message}`).join("");
    check(errors.some((error) => error.code === code && error.pointer === pointer && error.message.includes(message_contains)), `none of${all}`);
  }

  function expectError(call, code) {
    try {
      call();
    } catch (error) {
      check(error instanceof api.LudexError && error.code !== "internal" && (code ?? error.code) === error.code, `another error: ${error}`);
      return error;
    }
    throw new Error("no error was thrown");
  }

  function checkSame(actual, expected, what) {
    check(same(actual, expected), `${what}\n    is       ${stringifyJson(actual ?? null)}\n    expected ${stringifyJson(expected)}`);
  }

  /** Every field that `expected` names, in the world's text. */
  function checkWorld(saved, expected) {
    if (expected.timers) checkSame(saved.timers, expected.timers, "timers");
    for (const [kind, entities] of Object.entries(expected.entities ?? {})) {
      for (const [id, part] of Object.entries(entities)) {
        const found = saved.entities[kind]?.[id];
        if (part === null) {
          check(!found, `${kind} ${id} is in the closing world`);
          continue;
        }
        const { live = {}, profile = {} } = part;
        check(found, `${kind} ${id} is not in the closing world`);
        for (const [field, value] of Object.entries(live)) checkSame(found.live[field], value, `${kind} ${id} live.${field}`);
        for (const [field, value] of Object.entries(profile.state ?? {})) checkSame(found.profile.state[field], value, `${kind} ${id} profile.${field}`);
        if (profile.version !== undefined) checkSame(found.profile.version, profile.version, `${kind} ${id} profile.version`);
      }
    }
  }
}

const encoder = new TextEncoder();

function check(holds, message) {
  if (!holds) throw new Error(message);
}

function bytesOf(value) {
  if (typeof value === "string") return encoder.encode(value);
  return Uint8Array.from(value.hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

/** A text as it is, the bytes of {hex}. */
function textOrBytes(value) {
  return typeof value === "string" ? value : bytesOf(value);
}

function join(parts) {
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) out.set(part, at), at += part.length;
  return out;
}

/** Exact bytes, or lines joined by LF without a last one. */
function batchBytes(batch) {
  if (Array.isArray(batch)) return join(batch.flatMap((line, i) => i === 0 ? [bytesOf(line)] : [bytesOf("\n"), bytesOf(line)]));
  return batch.raw === undefined ? bytesOf(batch) : encoder.encode(batch.raw);
}

/** Equal as the vectors mean it: numbers by value, whatever their JavaScript type. */
function same(a, b) {
  const isNumber = (value) => typeof value === "number" || typeof value === "bigint";
  if (isNumber(a) && isNumber(b)) return a == b;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

/** Operands and draws are free; what a clause in shadow says is compared where the vector says it. */
function comparable({ operands, shadow, draws, ...rest }, expected) {
  return Object.hasOwn(expected, "shadow") ? { ...rest, shadow } : rest;
}

/** "637 judge, 645 hostile lines, …" */
export function countByGroup(list) {
  const counts = new Map();
  for (const { group } of list) {
    const name = group.split("/")[0];
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, n]) => `${n} ${name}`).join(", ");
}
