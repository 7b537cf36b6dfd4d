# Two commands: `make run` opens the page, `make test` passes the tests. Each makes and reuses .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TORCH := torch==2.13.0
CPU_WHEELS := https://download.pytorch.org/whl/cpu

.PHONY: run test check evals benchmarks clean

run: $(VENV)/installed
	$(BIN)/python app.py

# What drives a browser or asks a language model takes all the processor there is, so it comes after the others.
test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -m "not browser and not llm" -n 2 --dist loadfile
	$(BIN)/python -m pytest -m "browser or llm"

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

evals: $(VENV)/installed-dev
	$(BIN)/python -m evals

benchmarks: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks

# torch first and by itself: the plain Linux wheel brings gigabytes of CUDA that nothing here uses.
# A CPU build as pip is set up, else PyTorch's own CPU wheels, else (macOS, Windows) the plain wheel, which is one.
$(VENV)/torch:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "dva-assist needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet "$(TORCH)+cpu" 2>/dev/null \
	  || { [ "$$(uname -s)" = Linux ] && $(BIN)/python -m pip install --quiet "$(TORCH)+cpu" --index-url $(CPU_WHEELS); } \
	  || $(BIN)/python -m pip install --quiet "$(TORCH)"
	touch $@

$(VENV)/installed: $(VENV)/torch pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) build dist
