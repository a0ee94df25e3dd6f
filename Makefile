# Two commands do everything on a fresh Debian 12 machine: make demo and make test. `make` alone lists the rest.
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

.PHONY: help
help:  # what `make` alone does
	@echo "Ludex: one rulebook, one verdict. Commands:"
	@awk -F ':  ## ' '/^[a-z-]+:  ## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo "LUDEX_NO_INSTALL=1 in front of any of them: fail with the list of what is missing instead of installing it."

.PHONY: demo
demo:  ## a day of generated traffic judged natively, in WebAssembly and in Python: the same digests
	@.ci/setup
	@/usr/bin/python3 .ci/demo.py

.PHONY: test
test:  ## every quick test: native, WebAssembly in Node, Python, vectors, package
	@.ci/setup
	@/usr/bin/python3 .ci/test.py

.PHONY: test-all
test-all:  ## and -O0, -O3, -march=native, clang, sanitizers, Chromium, fuzzing, long runs
	@.ci/setup all
	@/usr/bin/python3 .ci/test.py --all

.PHONY: bench
bench:  ## how fast, beside hand-written C++ doing the same work
	@.ci/setup
	@.ci/build release ludex_bench ludex_cli
	@.ci/peers
	@build/release/bin/ludex_bench $(ARGS)

.PHONY: build
build:  ## the ludex command at build/release/bin/ludex
	@.ci/setup
	@.ci/build release ludex_cli

.PHONY: playground
playground:  ## the page that edits rulebooks, judges requests and rehearses migrations, at build/playground
	@.ci/setup
	@.ci/build wasm ludex_wasm
	@npm --prefix wasm run --silent build
	@npm --prefix wasm run --silent playground

.PHONY: serve
serve:  ## the playground at http://127.0.0.1:8080
	@[ -f build/playground/index.html ] || $(MAKE) playground
	@node wasm/tools/serve.mjs build/playground 8080

.PHONY: notebook
notebook:  ## JupyterLab with the notebooks of python/notebooks
	@.ci/setup notebook
	@.ci/install-python
	@cd python/notebooks && ../../build/venv/bin/python -m jupyterlab $(ARGS)

.PHONY: wheel
wheel:  ## the Python wheel and sdist in build/dist, tried in a fresh environment
	@.ci/setup
	@.ci/build release ludex_cli
	@.ci/wheel

.PHONY: generate
generate:  ## write again every file that is made from a table
	@/usr/bin/python3 .ci/generate.py

.PHONY: format
format:  ## clang-format over our C++ and C
	@git ls-files '*.cpp' '*.h' | xargs clang-format -i

.PHONY: release
release:  ## the packages to publish, in build/packages
	@.ci/setup
	@.ci/release

.PHONY: clean
clean:  ## remove everything built; installed packages stay
	@rm -rf wasm/dist
	@if [ -d build ]; then find build -mindepth 1 -maxdepth 1 ! -name venv -exec rm -rf {} +; fi
