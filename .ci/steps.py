"""The build steps that `make test` and `make demo` share."""
from runner import Suite

PYTHON = "build/venv/bin/python"  # NumPy, pandas, pytest and, once installed, ludex
SYSTEM_PYTHON = "/usr/bin/python3"


def build(preset, *targets):
    return Suite(f"build {preset}", [".ci/build", preset, *targets], counted=False)


NPM_PACKAGE = Suite("build npm package", ["npm", "--prefix", "wasm", "run", "build"], needs=["wasm/package.json"],
                    after=["build wasm"], counted=False)

PLAYGROUND = Suite("build playground", ["npm", "--prefix", "wasm", "run", "playground"], needs=["wasm/package.json"],
                   after=["build npm package"], counted=False)

# The compiler and flags of the release preset, so that ccache has the core already.
PYTHON_PACKAGE = Suite("build Python package",
                       [PYTHON, "-m", "pip", "install", "-q", "--no-build-isolation", "--no-deps", "--force-reinstall",
                        "--config-settings=cmake.define.LUDEX_WERROR=ON", "."],
                       needs=["python/ludex/__init__.py"], counted=False, environment={"CXX": "g++"},
                       inputs=["core", "bindings/python", "python", "CMakeLists.txt", "pyproject.toml",
                               ".ci/requirements.txt"],
                       product="build/venv/lib/python*/site-packages/ludex/_ludex*")
