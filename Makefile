# Two commands do everything: `make demo` and `make test`.
.PHONY: setup demo test test-full lint bench soak clean
BIN = .venv/bin
PYTEST = $(BIN)/python -m pytest -n 2 --dist loadfile

setup: .venv/.done
	@$(BIN)/sonmat models fetch

.venv/.done: pyproject.toml constraints.txt
	@echo "Setting up .venv: 2 to 5 minutes, about 4 GB on disk" >&2
	@./tools/make-venv

demo: setup  ## ARGS="--no-serve --json" prints the figures instead of serving
	@$(BIN)/sonmat demo $(ARGS)

lint: .venv/.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup
	@./tools/system-packages
	$(PYTEST) -m "not full" $(ARGS)

test-full: setup
	@./tools/system-packages postgresql
	$(PYTEST) -m full $(ARGS)

bench: setup
	$(BIN)/python -m benchmarks

soak: setup
	$(BIN)/python -m benchmarks --soak

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
