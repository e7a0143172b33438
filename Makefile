# `make` alone lists the targets.

TARGET := $(or $(CARGO_TARGET_DIR),target)
# Tools that `make ci` needs and this machine doesn't have are put there.
export PATH := $(PATH):$(abspath $(TARGET))/tools/bin

.DEFAULT_GOAL := help
.PHONY: schemathesis help run test check fuzz bench bench-web bench-nl bless ci deps tools advisories web e2e screenshots types

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.* ## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '  make %-12s %s\n' "$$name" "$$text"; done

run: ## Build Weir and start it on a sample database
	@scripts/setup run
	@$(MAKE) --no-print-directory web
	cargo build --release --package weir-cli
	$(TARGET)/release/weir demo

web: web/node_modules ## Build the console, which the next build of Weir takes in
	cd web && npm run --silent build

# What npm has installed is as new as the lock file, or is installed again.
web/node_modules: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch web/node_modules

# The identity provider that the tests sign in at.
PROVIDER := crates/testkit/identity-provider
$(PROVIDER)/node_modules: $(PROVIDER)/package-lock.json
	cd $(PROVIDER) && npm ci --no-audit --no-fund
	@touch $(PROVIDER)/node_modules

test: ## Run every test, on real servers; installs or names what is missing
	@scripts/setup test
	@$(MAKE) --no-print-directory $(PROVIDER)/node_modules
	cargo test --workspace --doc --quiet
	@if cargo nextest --version >/dev/null 2>&1; then \
		echo 'cargo nextest run --workspace' && cargo nextest run --workspace; \
	else \
		echo 'cargo test --workspace --all-targets' && cargo test --workspace --all-targets; \
	fi
	@$(MAKE) --no-print-directory web/node_modules
	cd web && npm run --silent test
	@$(MAKE) --no-print-directory e2e

e2e: web ## Walk through the console in a browser, over the real program and real databases
	@scripts/setup test
	cargo build --package weir-cli --package weir-testkit --examples --bins
	cd web && npm run --silent e2e

screenshots: web ## Write pictures of every page, in both themes and languages, to target/screenshots
	@scripts/setup test
	cargo build --package weir-cli --package weir-testkit --examples --bins
	cd web && npm run --silent screenshots

# Not part of `make test`, which fuzzes for some seconds without it. FUZZ_SECONDS=600 make fuzz
FUZZ_SECONDS ?= 1800
fuzz: ## Fuzz guard and URLs, guided by coverage, half an hour each; needs nightly Rust and cargo-fuzz
	@scripts/fuzz lexers $(FUZZ_SECONDS)
	@scripts/fuzz splice $(FUZZ_SECONDS)
	@scripts/fuzz urls $(FUZZ_SECONDS)

bench: ## Measure the query path and the ledger of 100,000 databases; prints JSON lines
	@scripts/setup test
	cargo build --release --package weir-cli --package weir-bench --package weir-store --bins --example fill
	$(TARGET)/release/weir-bench $(TARGET)/release/weir
	$(TARGET)/release/weir-bench ledger $(TARGET)/release/weir $(TARGET)/release/examples/fill 30
	$(TARGET)/release/weir-bench ledger $(TARGET)/release/weir $(TARGET)/release/examples/fill 30 postgres

# The data sets are no part of the project: they lie beside it, or where WEIR_TEST_DATA says.
WEIR_TEST_DATA ?= ../shared/data
bench-nl: ## Measure asking in natural language on the data sets in $WEIR_TEST_DATA; prints JSON lines
	@scripts/setup test
	cargo build --release --package weir-bench-nl
	$(TARGET)/release/weir-bench-nl $(WEIR_TEST_DATA)/nl

bench-web: web ## Measure the console in a browser: first paint, keys, 100,000 rows; prints JSON lines
	@scripts/setup test
	cargo build --release --package weir-cli
	cargo build --package weir-testkit --examples
	@cd web && WEIR_TEST_PROGRAM=$(abspath $(TARGET))/release/weir npm run --silent bench

check: web ## Check the format, the lints, the types and the size of the console
	cd web && npm run --silent check && npm run --silent check:budget
	cargo fmt --check
	cargo clippy --workspace --all-targets -- -D warnings

# Not with nextest: one process per test, and two that rewrite one file lose each other's changes.
bless: ## Accept what the tests got as what they expect: snapshots, the OpenAPI document
	@scripts/setup test
	@$(MAKE) --no-print-directory $(PROVIDER)/node_modules
	UPDATE_EXPECT=1 cargo test --workspace --all-targets
	@$(MAKE) --no-print-directory types

types: web/node_modules ## Write the console's types from the OpenAPI document
	cd web && npm run --silent types

schemathesis: ## Call a running server with made-up requests for everything that its OpenAPI document describes
	@scripts/schemathesis

ci: check deps test schemathesis ## What CI runs: check, deps, test, schemathesis, and nothing generated is out of date
	@git diff --exit-code --stat && test -z "$$(git status --porcelain)" || \
		{ git status --short; echo 'The work tree is not clean: commit, or see which test writes files.' >&2; exit 1; }

deps: tools ## Check the dependencies: licences, sources, duplicates, unused ones
	cargo deny check bans licenses sources
	cargo machete

tools:
	@cargo deny --version >/dev/null 2>&1 || cargo install --locked --root $(TARGET)/tools cargo-deny@0.20.2
	@cargo machete --version >/dev/null 2>&1 || cargo install --locked --root $(TARGET)/tools cargo-machete@0.9.2

advisories: tools ## Look for known vulnerabilities in the dependencies; needs the network
	cargo deny check advisories
