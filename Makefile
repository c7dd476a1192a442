# `make help` says what there is. Each target is one line here; the work is in tools/.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
TENSTONE := build/release/apps/tenstone/tenstone
PREFIX ?= /usr/local

help: ## what there is
	@grep -hE '^[a-z%-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z%-]+):.*## /\1\t/; s/%/01/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

up: build ## install what is missing, build, start PostgreSQL, Redis, api and worker (PORT=3000); Ctrl-C stops
	@exec $(TENSTONE) up

build: ## the tenstone binary, optimised
	@tools/install build
	@tools/build release tenstone

install: ## build the toolkit and install it into PREFIX=/usr/local (DESTDIR is respected)
	@tools/install build
	@tools/build release toolkit
	@DESTDIR="$(DESTDIR)" cmake --install build/release --prefix "$(PREFIX)" >build/release/install.log

down: ## stop what `make up` started in another terminal
	@test ! -x $(TENSTONE) || $(TENSTONE) down

reset: ## delete the data folder (asks first)
	@test -x $(TENSTONE) || tools/build release tenstone
	@$(TENSTONE) reset

run-%: ## install what is missing, build and start one project, by its number (PORT=3000); Ctrl-C stops
	@exec tools/project run $*

test: ## everything that must hold; ends with "N passed, N failed"
	@tools/test

test-%: ## what one project promises: its unit tests, scenarios and lesson
	@tools/project test $*

lessons-update: ## write into the lessons what their commands print now and what their sources say, for review as a diff
	@tools/install test
	@tools/lesson-check --update

docker-test: ## build and run the Docker files on an engine of its own (needs root)
	@tests/docker/run

test-long: ## test, and what takes long (CONTRIBUTING.md says what)
	@SUITE=long tools/test

test-bare: ## the README's two commands in a fresh minimal Debian 12 (needs root and mmdebstrap)
	@tests/first-run/bare

lint: ## formatting, layers, feature wording, clang-tidy of changed files
	@tools/install test
	@tools/lint

fmt: ## format the sources
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format-19 -i

bench: ## measure, side by side with the peers (bench/README.md)
	@tools/install bench
	@tools/bench

clean: ## delete what was built (not the data folder)
	@rm -rf build reports

.PHONY: help up build install down reset test lessons-update docker-test test-long test-bare lint fmt bench clean
