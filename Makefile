# make book, make test: everything from an empty clone. See README.md.
# Works with GNU make 3.81, the one on macOS.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Written last, so an interrupted installation is repeated; older than a requirement: repeated too.
STAMP := $(VENV)/.installed
SITE := _build/html

.PHONY: help book test serve notebooks fork clean

help:
	@echo "make book       build the site into $(SITE)"
	@echo "make test       re-execute and compare every notebook, run all tests, check the site"
	@echo "make serve      build the site and serve it on http://localhost:8000"
	@echo "make notebooks  run the chapters and store their outputs (NAMES='fashion-mnist ...')"
	@echo "make fork REPOSITORY=https://github.com/you/your-fork"
	@echo "                write your repository's address wherever the book's stands"
	@echo "make clean      remove what was built; $(VENV) stays"
	@echo "The first four set up $(VENV) if it is missing or out of date. PYTHON=... chooses"
	@echo "another interpreter than python3."

book: $(STAMP)
	@echo "== Building the site from the stored outputs"
	@mkdir -p _build
	@$(BIN)/jupyter-book build . --all -W --keep-going -q > _build/log.txt 2>&1 || \
		{ cat _build/log.txt; echo "== The site was NOT built without a fault, see above"; exit 1; }
	@echo "== Done. Open this file in a browser: $(CURDIR)/$(SITE)/index.html"
	@echo "   or run: make serve"

test: $(STAMP)
	@echo "== Testing: every notebook is run again and its outputs are compared with the stored ones"
	@$(BIN)/pytest --nbval
	@echo "== All passed (the line above counts what was skipped, and pytest says why)"

serve: book
	@echo "== Serving the site on http://localhost:8000, stop with Ctrl-C"
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory $(SITE) 8000

notebooks: $(STAMP)
	@$(BIN)/python -m book.notebooks $(NAMES)

fork:
	@$(PYTHON) -m book.repository "$(REPOSITORY)"

clean:
	rm -rf _build

$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || \
		{ echo "The book needs Python 3.10 or newer; $(PYTHON) is:"; $(PYTHON) --version; \
		  echo "Choose another one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "== Setting up $(VENV) with `$(PYTHON) --version` (once; PyTorch is large, this takes minutes)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "This Python cannot make virtual environments."; \
		  echo "On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@touch $(STAMP)
