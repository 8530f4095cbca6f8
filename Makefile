# What a contributor does, one way each. `make help` lists it; CI calls the same.
SHELL := bash
.DEFAULT_GOAL := help
ENV := tools/env
CARGO := $(ENV) cargo
# One profile and one set of features for everything, so that each dependency is compiled once.
BUILD := --release --workspace --locked

.PHONY: help setup build demo test test-rust test-network next-release test-js lint fmt generate \
	check-generated chain-specs bench-wasm pictures soak clean bin target

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

setup: ## install what is missing on this machine (says what before it does)
	@tools/setup

build: setup ## build everything (cold: about 35 minutes on two cores; later: a minute)
	@tools/announce-build
	@$(CARGO) build $(BUILD)

demo: build ## start a development chain and watch it finalise
	@$(ENV) tools/demo

test: build test-rust test-network test-js ## build and run every test

test-rust:
	@echo "==> Rust tests (a minute when built; the first time they link for some minutes)"
	@$(CARGO) test $(BUILD) --exclude assay-tests-network

test-network: build
	@echo "==> Tests with real nodes (about five minutes)"
	@# With the workspace's features, or parts of the SDK would be compiled again for this one crate.
	@$(CARGO) test $(BUILD) --test network -- --test-threads 16
	@$(CARGO) test $(BUILD) --lib -q

next-release: build ## build a runtime that tests upgrade a chain to (a minute when something has changed)
	@$(ENV) tools/next-release

test-js: build
	@echo "==> Tests with other people's clients (two minutes)"
	@tests/js/prepare
	@tests/python/prepare
	@cd tests/js && ../../$(ENV) npm test

lint: setup ## check formatting, clippy and what else has a tool on this machine
	@tools/lint

fmt: ## format the sources
	@$(CARGO) fmt --all

generate: build ## make the generated files anew: the metadata's hash, chain-specs, the compiler's messages, kernels' pages, answers in the manual of JSON-RPC
	@ASSAY_GENERATE=1 $(CARGO) test $(BUILD) --test chain --test interface --test messages --test rpc --test tool -- \
		metadata_hash chain_spec diagnostics pages_of_kernels answered_as_the_manual_says
	@# The runtime has the metadata's hash in it.
	@$(CARGO) build $(BUILD)

check-generated: build ## check that the generated files are current
	@$(CARGO) test $(BUILD) --test chain --test interface --test messages --test rpc --test tool -- \
		metadata_hash chain_spec diagnostics pages_of_kernels answered_as_the_manual_says

chain-specs: build ## write complete chain specifications, code included, into the target folder
	@$(ENV) tools/chain-specs

bench-wasm: setup ## time the primitives as WebAssembly against native code
	@$(ENV) benches/wasm/run

pictures: build ## render README's pictures with our own kernels
	@$(ENV) tools/pictures

soak: build ## the long runs that are too long for CI (hours)
	@$(ENV) tools/soak

clean: ## remove what was built
	@$(CARGO) clean

bin: ## print the paths of the built release binaries
	@$(ENV) bash -c 'for name in assay touchstone; do echo "$$CARGO_TARGET_DIR/release/$$name"; done'

target: ## print the target folder
	@$(ENV) bash -c 'echo "$$CARGO_TARGET_DIR"'
