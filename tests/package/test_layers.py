"""Who may include whom, what the core may not use, and what may stand in the top-level folder."""
import json
import re
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "core/src"
HEADERS = ROOT / "core/include"
PARALLEL_SEAM = "support/parallel."  # the one place that may see TBB or <execution>
ARCHIVE_DOOR = "record/archive.cpp"  # the one place that may see Cereal (docs/decisions/0013)

TOP_FOLDERS = {"core", "bindings", "wasm", "python", "tests", "examples", "docs", ".ci"}
TOP_FILES = {"CMakeLists.txt", "CMakePresets.json", "Makefile", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md",
             ".clang-format", ".editorconfig", ".gitignore"}

NO_EXCEPTIONS = "the core compiles without exceptions"

# pattern -> why it may not stand in core (DESIGN.md, Determinism contract)
BANNED = {
    r"\b(?:fopen|fread|fwrite|printf|fprintf|puts|fputs|getenv)\s*\(": "the core does no I/O",
    r"\bstd::(?:cout|cerr|clog|cin|ifstream|ofstream|fstream|filesystem)\b": "the core does no I/O",
    r"\b(?:system_clock|steady_clock|high_resolution_clock|clock_gettime|gettimeofday)\b|\bstd::time\b": "the core reads no clock",
    r"\bstd::(?:random_device|uniform_\w+_distribution|normal_distribution|\w+_engine|mt19937\w*|shuffle|sample)\b|\b(?:s?rand)\(\)":
        "chance comes as addressed draws",
    r"\bstd::hash\b": "std::hash differs between libraries",
    r"\bstd::(?:reduce|transform_reduce|nth_element|partial_sort)\b": "its result depends on the library",
    r"(?<![\w:.>])(?:std::)?(?:exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|hypot|erf|tgamma|lgamma)f?\s*\(":
        "libm differs between platforms; ours lie in support",
    r"\b(?:strtod|strtof|stod|stof|atof|setlocale)\b|\bstd::locale\b": "text and doubles: value/number.h",
    r"\bthrow\b|\bcatch\s*\(|\btry\s*\{": NO_EXCEPTIONS,
    r"\breinterpret_cast<\s*(?:std::)?uintptr_t\s*>": "pointers are not keys",
}


def without_comments_and_strings(text):
    """C++ text with comments and the insides of literals blanked, line breaks kept."""
    def blank(match):
        token = match[0]
        if token.startswith(("'", '"')):
            return token[0] + token[0]
        return re.sub(r"[^\n]", " ", token)
    return re.sub(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'", blank, text, flags=re.S)


def files(*folders, suffixes=(".h", ".cpp")):
    return sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in suffixes)


def includes(path):
    """(line number, included name, whether in quotes) of every #include."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if match:
            yield number, match[2], match[1] == '"'


def git(*words):
    """The lines git prints; also where the checkout belongs to another user, as in some containers."""
    return subprocess.run(["git", "-c", "safe.directory=*", *words], cwd=ROOT, capture_output=True, text=True).stdout.splitlines()


def layers():
    block = re.search(r"^```layers\n(.*?)^```", (SOURCES / "README.md").read_text(), re.M | re.S)
    return [line.split()[0] for line in block[1].splitlines()]


class Layers(unittest.TestCase):
    def report(self, found, what):
        self.assertFalse(found, f"\n{what}:\n" + "\n".join(found))

    def test_a_folder_of_core_includes_only_earlier_ones(self):
        order, found = layers(), []
        for path in files(SOURCES):
            folder = path.relative_to(SOURCES).parts[0]
            for line, name, quoted in includes(path):
                target = name.split("/")[0]
                if not quoted or target == "ludex":
                    continue
                if target not in order or folder not in order or order.index(target) > order.index(folder):
                    found.append(f"{path.relative_to(ROOT)}:{line}: {folder} may not include {name}")
        self.report(found, "includes against the order in core/src/README.md")

    def test_every_folder_of_core_is_listed_and_has_a_readme_that_names_its_files(self):
        found = []
        for folder in sorted(p for p in SOURCES.iterdir() if p.is_dir() and any(p.iterdir())):
            if folder.name not in layers():
                found.append(f"core/src/{folder.name} is not in the list in core/src/README.md")
            readme = folder / "README.md"
            if not readme.exists():
                found.append(f"core/src/{folder.name} has no README.md")
                continue
            text = readme.read_text()
            for path in files(folder, suffixes=(".h", ".cpp", ".inc")):
                if path.stem not in text:
                    found.append(f"{readme.relative_to(ROOT)} does not name {path.name}")
        self.report(found, "folders")

    def test_core_includes_no_third_party_header(self):
        found = []
        for path in files(SOURCES, HEADERS):
            if PARALLEL_SEAM in path.as_posix():
                continue
            is_door = path.as_posix().endswith(ARCHIVE_DOOR)
            for line, name, quoted in includes(path):
                if is_door and name.startswith("cereal/"):
                    continue
                if name == "immintrin.h" and path.stem.endswith(("_avx2", "_x86")):
                    continue  # the processor's instructions, as every compiler brings them; there is a portable twin
                if not quoted and not re.fullmatch(r"[a-z_]+", name):
                    found.append(f"{path.relative_to(ROOT)}:{line}: <{name}> is not a standard C++ header")
        self.report(found, "third-party headers in core")

    def test_only_the_seam_sees_tbb_or_execution(self):
        found = []
        for path in files(*(ROOT / folder for folder in ("core", "bindings", "wasm", "examples", "tests"))):
            if PARALLEL_SEAM in path.as_posix() or "node_modules" in path.parts:
                continue
            found += [f"{path.relative_to(ROOT)}:{line}: <{name}>" for line, name, _ in includes(path)
                      if name == "execution" or name.startswith(("tbb/", "oneapi/tbb"))]
        self.report(found, "parallel headers outside core/src/support/parallel.*")

    def test_public_headers_include_only_public_and_standard_ones(self):
        found = [f"{path.relative_to(ROOT)}:{line}: {name}" for path in files(HEADERS)
                 for line, name, quoted in includes(path) if quoted and not name.startswith("ludex/")]
        self.report(found, "public headers")

    def test_core_uses_nothing_that_the_determinism_contract_bans(self):
        found = []
        for path in files(SOURCES, HEADERS):
            for number, line in enumerate(without_comments_and_strings(path.read_text()).splitlines(), 1):
                for pattern, why in BANNED.items():
                    match = re.search(pattern, line)
                    # What a task throws must not end the process; where there are no exceptions there are no threads.
                    if match and not (why == NO_EXCEPTIONS and PARALLEL_SEAM in path.as_posix()):
                        found.append(f"{path.relative_to(ROOT)}:{number}: {match[0].strip()}: {why}")
        self.report(found, "banned in core")

    def test_the_bans_see_what_they_should(self):
        bad = ['printf("x");', "std::cout << 1;", "auto t = std::chrono::steady_clock::now();", "std::random_device d;",
               "std::mt19937_64 r;", "std::hash<int>{}(3)", "std::reduce(a, b)", "x = std::exp(y);", "x = pow(y, 2.0);",
               "strtod(text, nullptr)", "throw Error{};", "} catch (...) {", "reinterpret_cast<std::uintptr_t>(p)"]
        good = ["// std::cout", 'message("throw std::hash<int>")', "math::exp(x)", "catch_up(world);", "retry {", "1'000 + 'x'",
                "expression(x)", "fingerprint(x)", "/* try { */"]
        for line, is_bad in [*((line, True) for line in bad), *((line, False) for line in good)]:
            with self.subTest(line=line):
                text = without_comments_and_strings(line)
                self.assertEqual(any(re.search(pattern, text) for pattern in BANNED), is_bad)

    def test_a_name_is_one_type(self):
        """Two types of one name in one program are undefined: the linker takes either's functions for both."""
        for program in (("core",), ("core", "bindings/cli"), ("core", "bindings/python"), ("core", "bindings/c", "tests/unit"), ("core", "tests/bench")):
            homes = {}
            for path in files(*(ROOT / folder for folder in program)):
                namespaces = []
                for line in path.read_text(encoding="utf-8").splitlines():
                    if opened := re.match(r"namespace\s*([\w:]*)\s*\{(.*\})?", line):
                        if not opened[2]:
                            namespaces.append(opened[1])
                    elif namespaces and line.startswith("}  // namespace"):
                        namespaces.pop()
                    elif "" not in namespaces and (kind := re.match(r"(?:struct|class|enum|enum class|union)\s+(\w+)(?:\s+final)?\s*(?::[^:]|\{)", line)):
                        homes.setdefault("::".join([*namespaces, kind[1]]), []).append(str(path.relative_to(ROOT)))
            self.assertGreater(len(homes), 100)
            self.assertEqual({name: where for name, where in homes.items() if len(where) > 1}, {}, program)

    def test_core_never_iterates_over_an_unordered_container(self):
        texts = {path: without_comments_and_strings(path.read_text()) for path in files(SOURCES, HEADERS)}
        names = {name for text in texts.values() for name in re.findall(r"\bstd::unordered_\w+<[^;]*>\s+(\w+)\s*[;={(]", text)}
        found = []
        for path, text in texts.items():
            for name in names:
                for match in re.finditer(rf"\bfor\s*\([^;)]*:\s*[\w.>-]*\b{name}\s*\)|\b{name}\.c?begin\(", text):
                    found.append(f"{path.relative_to(ROOT)}:{text[:match.start()].count(chr(10)) + 1}: {match[0]}")
        self.report(found, "its order differs between libraries")

    def test_public_headers_compile_alone(self):
        public = files(HEADERS)
        with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as pool:
            def compile_alone(path):
                unit = Path(scratch) / (path.stem + ".cpp")
                name = path.relative_to(HEADERS).as_posix()
                unit.write_text(f'#include "{name}"\n#include "{name}"\n')
                return subprocess.run(["g++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wconversion", "-Werror",
                                       f"-I{HEADERS}", unit], capture_output=True, text=True)
            for path, result in zip(public, pool.map(compile_alone, public)):
                with self.subTest(header=path.name):
                    self.assertEqual(result.returncode, 0, result.stderr)

    def test_the_c_header_is_c99_and_cpp(self):
        for command in (["gcc", "-std=c99", "-pedantic-errors"], ["g++", "-x", "c++", "-std=c++20"]):
            result = subprocess.run([*command, "-fsyntax-only", "-Wall", "-Wextra", "-Werror", ROOT / "bindings/c/ludex.h"],
                                    capture_output=True, text=True)
            self.assertEqual(result.returncode, 0, result.stderr)

    def test_the_top_level_folder_holds_exactly_what_it_should(self):
        listed = git("ls-files", "-co", "--exclude-standard")
        folders = {name.split("/")[0] for name in listed if "/" in name}
        top = {name for name in listed if "/" not in name}
        self.assertEqual((folders - TOP_FOLDERS, top - TOP_FILES), (set(), set()), "not allowed at the top")
        self.assertEqual((TOP_FOLDERS - folders, TOP_FILES - top), (set(), set()), "missing at the top")

    def test_no_file_names_a_package_registry(self):
        # Lock files are shared between machines with different mirrors; an address in one breaks the others.
        found = git("grep", "--untracked", "-lE", r'"resolved":|registry\.(npmjs|yarnpkg)|pypi\.org/simple')
        self.assertEqual([name for name in found if name != "tests/package/test_layers.py"], [])

    def test_the_version_stands_in_one_place(self):
        version = re.search(r"project\(ludex VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
        self.assertNotIn(version, (ROOT / "pyproject.toml").read_text(), "pyproject.toml reads it from CMakeLists.txt")
        package = ROOT / "wasm/package.json"  # npm wants a copy
        if package.exists():
            self.assertEqual(json.loads(package.read_text())["version"], version)


if __name__ == "__main__":
    unittest.main()
