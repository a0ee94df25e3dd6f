"""`make demo`: a day of generated traffic, judged natively, in WebAssembly and in Python, with the same digests."""
import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from runner import LOGS, ROOT, run_suite  # noqa: E402
from steps import NPM_PACKAGE, PYTHON, PYTHON_PACKAGE, build  # noqa: E402

RULEBOOK = "examples/rulebooks/arena.json"
PLAYERS, REQUESTS, SEED, ATTACK_RATE = 1000, 200_000, 1, 0.2
FOLDER = "build/demo"
LUDEX = "build/release/bin/ludex"

# Each takes the same arguments and prints the same JSON object: counts, digests, requests per second.
FRONT_ENDS = {
    "native, g++ -O2": [LUDEX, "judge"],
    "WebAssembly in Node": ["node", "examples/node/judge.mjs"],
    "Python": [PYTHON, "examples/python/judge.py"],
}


def prepare():
    """Builds the three front ends; the output is shown only when something fails."""
    outcomes = {}
    for step in (build("release", "ludex_cli"), build("wasm", "ludex_wasm"), NPM_PACKAGE, PYTHON_PACKAGE):
        outcomes[step.name] = run_suite(step, outcomes)
        if not outcomes[step.name].ok:
            sys.exit(f"demo: {step.name} did not succeed. Once it does, run `make demo` again.")


def command(*words):
    print("$ " + " ".join(words), flush=True)
    result = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if result.returncode:
        sys.exit(f"demo: the command above failed with exit code {result.returncode}.")
    return result.stdout


def table(name, answer):
    total = sum(answer["counts"].values())
    print(f"\n  {name}: {total:,} requests, {answer['requests_per_second']:,.0f} requests/s")
    for reason, n in answer["counts"].items():
        print(f"    {reason:<24}{n:>10,}{n / total:>9.1%}")
    print(f"    batch digest {answer['batch_digest']}, world digest {answer['world_digest']}\n", flush=True)


def main():
    LOGS.mkdir(parents=True, exist_ok=True)
    (ROOT / FOLDER).mkdir(parents=True, exist_ok=True)
    prepare()

    world, requests = f"{FOLDER}/world.json", f"{FOLDER}/requests.ndjson"
    print(f"\nA day of traffic: {REQUESTS:,} requests of {PLAYERS:,} players, some of whom cheat.")
    command(LUDEX, "traffic", RULEBOOK, "--players", str(PLAYERS), "--requests", str(REQUESTS), "--seed", str(SEED),
            "--attack-rate", str(ATTACK_RATE), "--world-out", world, "--out", requests)

    answers = {}
    for name, program in FRONT_ENDS.items():
        answers[name] = json.loads(command(*program, RULEBOOK, "--world", world, "--requests", requests, "--json"))
        table(name, answers[name])

    judged = {(a["batch_digest"], a["world_digest"], json.dumps(a["counts"])) for a in answers.values()}
    if len(judged) != 1:
        sys.exit("demo: the front ends DISAGREE. This is a defect of Ludex: please report it with the tables above.")
    batch, world_digest, _ = judged.pop()
    print(f"All {len(answers)} front ends agree: batch digest {batch}, world digest {world_digest}.")
    print(f"Next: look at {RULEBOOK}, change a rule and run `make demo` again; or see why requests were refused:")
    print(f"  {LUDEX} judge {RULEBOOK} --world {world} --requests {requests} --verdicts {FOLDER}/verdicts.ndjson")
    return 0


if __name__ == "__main__":
    sys.exit(main())
