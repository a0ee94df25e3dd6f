"""Ludex as a subproject, option conflicts, install and find_package, and the flags that digests depend on."""
import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
RELEASE = ROOT / "build/release"
EMSCRIPTEN = "-DCMAKE_TOOLCHAIN_FILE=/usr/share/emscripten/cmake/Modules/Platform/Emscripten.cmake"


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)


def configure(source, binary, *arguments):
    return run("cmake", "-G", "Ninja", "-S", source, "-B", binary, *arguments)


def compile_commands(binary):
    return json.loads((Path(binary) / "compile_commands.json").read_text())


class House(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = Path(scratch.name)

    def succeed(self, result):
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout

    def test_a_parent_project_gets_the_libraries_and_nothing_else(self):
        # The release preset's own flags, so that ccache has the core already.
        self.succeed(configure(HERE / "as_subproject", self.scratch, "-DCMAKE_BUILD_TYPE=Release",
                               "-DCMAKE_CXX_FLAGS_RELEASE=-O2", "-DCMAKE_CXX_COMPILER=g++",
                               "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache", "-DLUDEX_WERROR=ON"))
        self.succeed(run("cmake", "--build", self.scratch, "--target", "stranger"))
        self.assertEqual(self.succeed(run(self.scratch / "stranger")), "0000000000000001\n")
        self.assertIn("Total Tests: 0", self.succeed(run("ctest", "-N", "--test-dir", self.scratch)))
        [command] = [entry["command"] for entry in compile_commands(self.scratch) if "as_subproject" in entry["file"]]
        flags = [word for word in re.sub(r" -o .*", "", command).split() if word.startswith("-") and not word.startswith("-I")]
        self.assertEqual(flags, ["-O2", "-std=gnu++20"], "our flags leaked into the parent's command")

    def test_options_that_conflict_stop_configure_with_one_sentence(self):
        conflicts = [
            ([EMSCRIPTEN, "-DLUDEX_PYTHON=ON"], "LUDEX_PYTHON is native only"),
            ([EMSCRIPTEN, "-DLUDEX_BENCH=ON"], "LUDEX_BENCH is native only"),
            ([EMSCRIPTEN, "-DLUDEX_CLI=ON"], "LUDEX_CLI is native only"),
            (["-DLUDEX_WASM=ON"], "LUDEX_WASM needs the Emscripten toolchain"),
            ([EMSCRIPTEN, "-DLUDEX_C=OFF"], "LUDEX_WASM is made from the C ABI"),
            (["-DCMAKE_CXX_FLAGS=-ffast-math"], "-ffast-math changes digests"),
        ]
        for number, (arguments, sentence) in enumerate(conflicts):
            with self.subTest(arguments=arguments):
                result = configure(ROOT, self.scratch / str(number), *arguments)
                self.assertNotEqual(result.returncode, 0)
                message = " ".join(result.stderr.split())
                self.assertIn(f"ludex: {sentence}", message)
                self.assertEqual(message.count("CMake Error"), 1, message)

    def test_configure_ends_with_a_summary(self):
        output = self.succeed(configure(ROOT, self.scratch, "-DLUDEX_TESTS=OFF"))
        self.assertRegex(output, r"-- ludex \d+\.\d+\.\d+\n--   compiler .*\n--   flags .*\n--   building  core, parallel, c, cli\n"
                                 r"--   switched off: tests bench python wasm\n")

    def test_core_is_compiled_with_the_flags_that_digests_depend_on(self):
        for entry in compile_commands(RELEASE):
            words = entry["command"].split()
            with self.subTest(file=entry["file"]):
                self.assertIn("-ffp-contract=off", words)
                self.assertEqual([w for w in words if "NDEBUG" in w][-1:], ["-UNDEBUG"], "asserts stay on")
                self.assertFalse({"-Ofast", "-ffast-math"} & set(words))


class Installed(unittest.TestCase):
    """What a program outside this repository sees after cmake --install."""

    @classmethod
    def setUpClass(cls):
        cls.stage = RELEASE / "stage"
        result = run("cmake", "--install", RELEASE, "--prefix", cls.stage)
        assert result.returncode == 0, result.stdout + result.stderr

    def example(self, name, program):
        source, binary = ROOT / "examples" / name, RELEASE / "examples" / name
        if not list(source.glob("main.c*")):
            self.skipTest(f"examples/{name} has no program yet")
        for command in (["cmake", "-G", "Ninja", "-S", source, "-B", binary, f"-DCMAKE_PREFIX_PATH={self.stage}"],
                        ["cmake", "--build", binary], [binary / program]):
            result = run(*command, cwd=ROOT)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout

    def test_a_cpp_program_finds_ludex_core(self):
        self.assertTrue(self.example("native", "native_server"))

    def test_a_c_program_finds_ludex_c(self):
        self.assertTrue(self.example("c", "c_client"))

    def test_another_minor_version_is_refused(self):
        with tempfile.TemporaryDirectory() as scratch:
            Path(scratch, "CMakeLists.txt").write_text(
                "cmake_minimum_required(VERSION 3.25)\nproject(p LANGUAGES CXX)\nfind_package(ludex 0.99 CONFIG REQUIRED)\n")
            result = configure(scratch, f"{scratch}/build", f"-DCMAKE_PREFIX_PATH={self.stage}")
            self.assertNotEqual(result.returncode, 0)
            self.assertIn("ludexConfig.cmake, version:", result.stderr)

    def test_the_installed_command_runs(self):
        result = run(self.stage / "bin/ludex", "--version")
        self.assertEqual(result.returncode, 0, result.stderr)
        version = re.search(r"project\(ludex VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
        self.assertIn(version, result.stdout)


if __name__ == "__main__":
    unittest.main()
