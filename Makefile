# Two commands do everything: `make demo` and `make test`.
.PHONY: setup demo labelstudio test test-full lint bench soak sbom bundle docs clean
BIN = .venv/bin
# in the order of tests/conftest.py: the dearest files first
PYTEST = $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

setup: .venv/.done
	@$(BIN)/sonmat models fetch

.venv/.done: pyproject.toml constraints.txt
	@echo "Setting up .venv: 2 to 5 minutes, about 4 GB on disk" >&2
	@./tools/make-venv

# Half of the packages are for tests and linters: whoever only wants to look is spared them.
.venv/.demo: pyproject.toml constraints.txt
	@echo "Setting up .venv: 1 to 4 minutes, about 3.5 GB on disk" >&2
	@./tools/make-venv demo

demo: .venv/.demo  ## ARGS="--no-serve --json" prints the figures instead of serving
	@$(BIN)/sonmat models fetch
	@$(BIN)/sonmat demo $(ARGS)

labelstudio:  ## the annotators' server, in an environment of its own
	@./tools/labelstudio start

lint: .venv/.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup
	@./tools/system-packages
	$(PYTEST) -m "not full and not soak" $(ARGS)

test-full: setup
	@./tools/system-packages postgresql haproxy
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[ray]' \
		|| echo "skipped: no Ray, its tests are left out" >&2
	$(PYTEST) -m "full and not soak" $(ARGS)

bench: setup
	$(BIN)/python -m benchmarks

sbom: setup  ## what stands in this installation, with licences, in build/sbom.json
	$(BIN)/python -m tools.sbom

bundle: setup  ## one folder that installs without a network; WITH=labelstudio WITHOUT=debian MODELS=… KEY=…
	$(BIN)/python -m tools.bundle --with $(WITH) --without $(WITHOUT) --models $(MODELS) $(if $(KEY),--key $(KEY))

docs: .venv/.done  ## manuals and reference with search, in build/site, made without a network
	$(BIN)/python -m sphinx -q -W --keep-going -c docs -b html -d build/site-cache . build/site

soak: setup
	@./tools/system-packages
	$(BIN)/python -m pytest -m soak $(ARGS)
	SONMAT_EXAMPLES=searching $(BIN)/python -m pytest -m "(hypothesis or browser) and not full" $(ARGS)
	$(BIN)/python -m benchmarks --soak

clean:
	rm -rf .venv .venv-labelstudio* .venv-lerobot build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
