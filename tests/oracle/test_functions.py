"""The judge's functions against the examples of docs/functions.md, and what the generator draws: pytest tests/oracle"""

import json
import random
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import cel_eval  # noqa: E402
import cel_parse  # noqa: E402
from cel_patterns import PatternError, Reader, matches  # noqa: E402
from cel_functions import OPTIONAL, TABLE  # noqa: E402
from cel_values import CORE  # noqa: E402
from gen_functions import pattern  # noqa: E402
from gen_rulebook import make_rulebook  # noqa: E402
from shapes import to_json  # noqa: E402

DOC = (Path(__file__).resolve().parents[2] / "docs/functions.md").read_text("utf-8")
# Not judged here: what draws, and functions whose last bits RULEBOOK.md leaves to a table of its own.
NOT_JUDGED = {"chance", "roll", "dice", "weighted", "exp", "log", "pow", "sin", "cos", "atan2"}
# Types are known when rules run: a whole literal beside a double is one, [x, y, z] a vec3. This judge reads what is written.
TYPED = ("min(2.5, 1)", "max(2.5, 1)", "clamp(-0.5, 0, 1)", "lerp(", "sqrt(", "vec3(", "-(2 * vec3", "distance", "dot(", "length(")


def examples():
    for text, wanted in re.findall(r"`([^`]+)` is `([^`]+)`", DOC):
        if not text.startswith(TYPED) and not NOT_JUDGED & set(re.findall(r"\w+", text)):
            yield text, wanted.replace("\\|", "|")


def value(text, **names):
    return cel_eval.evaluate(cel_parse.parse(text), cel_eval.Scope(names.__getitem__, names.__contains__))


@pytest.mark.parametrize("text, wanted", list(examples()))
def test_an_example_of_the_reference_is_what_it_says(text, wanted):
    actor = cel_eval.Record({"el": [], "o": 5, "none": None})
    try:
        found = json.dumps(to_json(value(text, actor=actor)), ensure_ascii=False, separators=(",", ":"))
    except cel_eval.RuleError as error:
        found = "!" + error.code
    assert found == wanted


def test_most_examples_are_judged():
    assert len(list(examples())) > 90


def test_the_judge_knows_every_function_of_the_reference():
    written = {re.split(r"\.", name)[-1] if name.startswith(("x.", "l.", "math.")) else name
               for name in re.findall(r"^\| `((?:\w+\.)*\w+)\(", DOC.split("## Optional values")[0], re.MULTILINE)}
    assert len(written) > 60
    assert written - NOT_JUDGED - set(CORE) - set(TABLE) - {"greatest", "least"} == set()


def test_random_rulebooks_hold_every_function():
    text = " ".join(json.dumps(make_rulebook(random.Random(seed)).written["actions"]) for seed in range(400))
    names = [*TABLE, *OPTIONAL, "greatest", "least", "cel.bind", "optMap", "optFlatMap", "orValue", "or", "sortBy", "existsOne", "transformList", "transformMap"]
    assert [name for name in names if f"{name}(" not in text] == []
    assert "[?" in text and ".?" in text


@pytest.mark.parametrize("text, found", [
    ("^(a+)+$", ["a", "aaa"]), ("(?i)^[k-l]$", ["k", "K", "\u212a"]), (r"(?i)^\w$", ["\u017f"]), ("a{,2}", ["a{,2}"]), ("(?m:^b$)", ["a\nb\nc"]), ("[[:^alpha:]]", ["1", "é"]),
    (r"\bfoo\b", ["a foo."]), ("[]a]", ["]"]), (r"\Q.*\E", ["a.*"]), ("(?s:.)", ["\n"]), ("(a?){3}a{3}$", ["aaa"]), (r"\PL", ["1"]), (r"\141", ["a"]), ("", [""])])
def test_a_pattern_matches(text, found):
    assert [one for one in found if not matches(text, one)] == []


@pytest.mark.parametrize("text, found", [
    ("^(a+)+$", ["", "b", "aab"]), (r"(?i)^\W$", ["\u212a", "\u017f"]), ("(?i)[^k]", ["k", "K", "\u212a"]), ("a$", ["a\n"]), (".", ["\n"]), (r"^\d$", ["٣"]), (r"\bé", ["é"]), ("^$", ["a"]), (r"\s", ["\v"])])
def test_a_pattern_does_not_match(text, found):
    assert [one for one in found if matches(text, one)] == []


@pytest.mark.parametrize("text", ["(", ")", "[a", "*a", "a**", "a{2}{3}", "a{1001}", "a{2,1}", r"\8", r"\1", "(?=a)", "(?<!a)b", r"\p{Foo}", "[z-a]", r"\x{110000}", "[[:word]", "a\\"])
def test_what_is_no_pattern_of_re2_is_refused(text):
    if text == "[[:word]":  # a class of [ : w o r d
        assert matches(text, "w")
        return
    with pytest.raises(PatternError):
        Reader(text).whole()


def test_random_patterns_are_patterns():
    draws = random.Random(5)
    for _ in range(500):
        Reader(pattern(draws)).whole()
