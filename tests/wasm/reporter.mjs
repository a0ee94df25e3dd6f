// Prints what failed in full, one line for each file, and the closing count that .ci/runner.py reads.
import path from "node:path";

export default async function* report(events) {
  const files = new Map();
  let passed = 0, failed = 0, notRun = 0;
  for await (const { type, data } of events) {
    if (type === "test:stdout" || type === "test:stderr") yield data.message;
    if (type !== "test:pass" && type !== "test:fail") continue;
    if (data.details?.type === "suite") continue;
    const name = path.basename(data.file ?? data.name);
    const counts = files.get(name) ?? { passed: 0, failed: 0, notRun: 0 };
    files.set(name, counts);
    if (data.skip !== undefined) {
      counts.notRun++, notRun++;
      yield `not run: ${data.name} (${data.skip})\n`;
    } else if (type === "test:pass") {
      counts.passed++, passed++;
    } else {
      counts.failed++, failed++;
      const error = data.details.error;
      yield `FAILED: ${name}: ${data.name}\n${String(error?.cause?.stack ?? error?.stack ?? error).replace(/^/gm, "    ")}\n`;
    }
  }
  yield "\n";
  for (const [name, counts] of files) {
    yield `${String(counts.passed).padStart(6)} passed${counts.failed ? `, ${counts.failed} FAILED` : ""}${counts.notRun ? `, ${counts.notRun} not run` : ""}  ${name}\n`;
  }
  yield `${passed} passed, ${failed} failed${notRun ? `, ${notRun} not run` : ""}\n`;
}
