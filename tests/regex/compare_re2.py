"""compare_re2.py RUNNER [PATTERNS] [SEED]: our patterns of RE2's syntax against its definition and against Go's, see README.md."""
import random
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/oracle"))

from cel_patterns import PatternError, Reader, ends  # noqa: E402
from gen_functions import pattern  # noqa: E402

TEXTS = 8
# Put into patterns that were right: all must refuse the same.
WRONG = ["*", "+?", "(?", ")", "(", "[", "\\8", "\\p{Foo}", "{", "}", "]", "{1", "**", "(?x)", "\\Z", "\\Q\\E", "(?=a)", "(?-i", "[z-a]", "{2}{3}", "\\x{", "\\1", "|", "^", "$", "(?i)",
         "\\b", "[[:foo:]]", "(?P<n>a)", "\\c", "{1001}", "\\pL", "\\E", "[\\b]", "(?<a>b)", "(?>a)", "(*F)", "x*+", "{,3}", "[^]", "[]-a]"]
LETTERS = [*"k1abéz~/.\n K", "€", "😀", "\u212a", "\u017f", "ß", "É", "_", "A", "B", "\v", "-", "]", "^", "{", "}", ","]


def questions(draws, count):
    """('r', pattern) and the ('t', text) asked of it."""
    for _ in range(count):
        made = pattern(draws)
        if draws.random() < 0.35:
            place = draws.randint(0, len(made))
            made = made[:place] + draws.choice(WRONG) + made[place:]
        yield "r", made
        for _ in range(TEXTS):
            yield "t", "".join(draws.choice(LETTERS) for _ in range(draws.randint(0, 7)))


def asked(command, lines):
    done = subprocess.run(command, input=lines, capture_output=True, check=True)
    return done.stdout.decode("utf-8").rstrip("\n").split("\n")


def defined(asks):
    tree = None
    for kind, text in asks:
        if kind == "r":
            try:
                tree = Reader(text).whole()
                yield "ok"
            except PatternError as error:
                tree = None
                yield f"fault {error}"
        else:
            yield "-" if tree is None else "yes" if ends(tree, text, set(range(len(text) + 1))) else "no"


def main():
    runner = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build/release/bin/ludex_regex_runner")
    count, seed = (int(text) for text in [*sys.argv[2:4], *("3000", "1")[len(sys.argv[2:4]):]])
    asks = list(questions(random.Random(seed), count))
    lines = "".join(f"{kind}{text.encode('utf-8').hex()}\n" for kind, text in asks).encode()
    answers = {"we": asked([runner], lines), "the definition": list(defined(asks))}
    if shutil.which("go"):
        answers["Go"] = asked(["go", "run", str(ROOT / "tests/regex/go_answers.go")], lines)
    failed, of = 0, ""
    for (kind, text), *said in zip(asks, *answers.values(), strict=True):
        of = text if kind == "r" else of
        if len({one.split(" ")[0] for one in said}) > 1:
            failed += 1
            if failed <= 20:
                print(f"FAILED {of!r}" + (f" on {text!r}" if kind == "t" else "") + ": " + "; ".join(f"{who}: {one}" for who, one in zip(answers, said)))
    ours = answers["we"]
    print(f"{count} patterns ({sum(one.startswith('fault') for one in ours)} refused by all), {ours.count('yes')} matches, against {', '.join(list(answers)[1:])}")
    print(f"{len(asks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
