# Metarr. GNU make, no configure step: what is needed from Debian stands in scripts/install-deps.
#   make [all]      programs in build/bin            make check   unit and command tests, both engines
#   make install    DESTDIR= PREFIX= BINDIR= MANDIR=  make lint    style, static analysis, layers
#   make fuzz       FUZZ_SECONDS= a target            make crash   killed at every call, at random moments
#   make bench      figures, to be compared           make fresh   everything, in a bare Debian
#   make kodi       a real Kodi imports what was published, where it is installed
#   SANITIZE=address,undefined   WERROR=1   BUILD=dir   VERSION=x
VERSION ?= 0.1.0
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
BUILD ?= build
CC ?= cc
FUZZ_SECONDS ?= 600

PKGS = sqlite3 libcjson libxml-2.0 libcrypto libutf8proc libmagic libwebp libwebpdemux libjpeg \
       libavformat libavcodec libavutil libcurl zlib
CPPFLAGS_ALL = -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DMETARR_VERSION='"$(VERSION)"' \
	-DMETARR_BINDIR='"$(BINDIR)"' -Ilib $(shell pkg-config --cflags $(PKGS)) $(CPPFLAGS)
CFLAGS ?= -O2 -g
WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wwrite-strings
CFLAGS_ALL = -std=c11 $(WARN) $(if $(WERROR),-Werror) -fPIE -fstack-protector-strong \
	$(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=undefined,-D_FORTIFY_SOURCE=2) $(CFLAGS)
LDFLAGS_ALL = -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(if $(SANITIZE),-fsanitize=$(SANITIZE)) $(LDFLAGS)
LIBS = $(shell pkg-config --libs $(PKGS)) -ldl -lm

SCHEMA := $(wildcard schema/*/*.sql)
LIBSRC := $(wildcard lib/*/*.c)
LIBOBJ := $(LIBSRC:%.c=$(BUILD)/%.o) $(BUILD)/lib/db/schema_text.o
CMDS := $(basename $(notdir $(wildcard cmd/*.c)))
UNITS := $(basename $(notdir $(wildcard tests/unit/test_*.c)))
HARNESS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/unit/harness/*.c))
BENCHES := $(basename $(notdir $(wildcard tests/bench/*.c)))
PROOFS := crash faults powerloss others model undo
PROOFSRC := $(wildcard tests/proof/*.c)
PROOF_PARTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(PROOFS:%=tests/proof/%.c) %/shim.c,$(PROOFSRC)))
FUZZERS := $(basename $(notdir $(wildcard tests/fuzz/fuzz_*.c)))
MANUALS = $(wildcard man/*.$(1))

all: $(CMDS:%=$(BUILD)/bin/%)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# What is compiled in, so that "make install PREFIX=/usr" after "make" does not install another one's.
$(BUILD)/settings: FORCE
	@mkdir -p $(@D)
	@echo '$(VERSION) $(BINDIR)' | cmp -s - $@ || echo '$(VERSION) $(BINDIR)' >$@
$(BUILD)/lib/core/prog.o: $(BUILD)/settings

# The migrations travel inside the programs, as text from schema/.
$(BUILD)/lib/db/schema_text.c: $(SCHEMA) scripts/embed-schema
	@mkdir -p $(@D)
	scripts/embed-schema schema > $@.tmp && mv $@.tmp $@
$(BUILD)/lib/db/schema_text.o: $(BUILD)/lib/db/schema_text.c
	$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/libmetarr.a: $(LIBOBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/bin/%: $(BUILD)/cmd/%.o $(BUILD)/libmetarr.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(BUILD)/tests/%: $(BUILD)/tests/unit/%.o $(HARNESS) $(BUILD)/libmetarr.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ $(shell pkg-config --libs check) $(LIBS)

$(BUILD)/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/libmetarr.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

# A fuzz target is always built: by itself it replays the files it is given, with LIBFUZZER=1 it looks for new ones.
$(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $(if $(LIBFUZZER),,$(BUILD)/tests/fuzz/replay.o) $(BUILD)/libmetarr.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $(if $(LIBFUZZER),-fsanitize=fuzzer) -o $@ $^ $(LIBS)

# Preloaded into a program under test: libc and nothing else, and as it stands there.
$(BUILD)/proof/shim.so: tests/proof/shim.c tests/proof/calls.h
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(WARN) $(if $(WERROR),-Werror) -O2 -g -fPIC -shared -o $@ $< -ldl
$(BUILD)/proof/%: $(BUILD)/tests/proof/%.o $(PROOF_PARTS) $(BUILD)/libmetarr.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

proofs: $(PROOFS:%=$(BUILD)/proof/%) $(BUILD)/proof/shim.so
units: $(UNITS:%=$(BUILD)/tests/%) fuzzers
fuzzers: $(FUZZERS:%=$(BUILD)/fuzz/%)
benches: $(BENCHES:%=$(BUILD)/bench/%)

check: all units
	scripts/check $(BUILD)

# What is locked stays: the long form of a random test.
locks: $(BUILD)/tests/test_locks
	METARR_TEST_OPERATIONS=10000 CK_DEFAULT_TIMEOUT=900 scripts/check -u $(BUILD) test_locks

lint: export METARR_CPPFLAGS = $(CPPFLAGS_ALL)
lint: all
	scripts/lint $(BUILD)

# Not stack-depth: it depends on where the kernel puts the stack, and the same seed shall try the same inputs.
fuzz:
	$(MAKE) CC=clang WARN=-w CFLAGS='-O1 -g -fsanitize=fuzzer-no-link -fno-sanitize-coverage=stack-depth' LIBFUZZER=1 \
		SANITIZE=address,undefined BUILD=$(BUILD)-fuzz fuzzers
	scripts/fuzz $(BUILD)-fuzz $(FUZZ_SECONDS)

$(PROOFS) filesystems: all proofs
	scripts/proof $(BUILD) $@

kodi: all
	tests/kodi/run $(BUILD)

fresh:
	scripts/fresh

bench: all benches
	scripts/bench $(BUILD)

install: all
	install -d $(DESTDIR)$(BINDIR)
	install -m 755 $(CMDS:%=$(BUILD)/bin/%) $(DESTDIR)$(BINDIR)
	$(foreach s,1 5 7,$(if $(call MANUALS,$(s)),install -d $(DESTDIR)$(MANDIR)/man$(s) && \
		install -m 644 $(call MANUALS,$(s)) $(DESTDIR)$(MANDIR)/man$(s) &&)) true

uninstall:
	cd $(DESTDIR)$(BINDIR) && rm -f $(CMDS)
	$(foreach s,1 5 7,rm -f $(addprefix $(DESTDIR)$(MANDIR)/man$(s)/,$(notdir $(call MANUALS,$(s)))) &&) true

clean:
	rm -rf $(BUILD) $(BUILD)-fuzz

FORCE:
.PHONY: FORCE all units locks fuzzers benches proofs check lint fuzz $(PROOFS) filesystems kodi fresh bench install uninstall clean
.SECONDARY:
-include $(LIBOBJ:.o=.d) $(CMDS:%=$(BUILD)/cmd/%.d) $(UNITS:%=$(BUILD)/tests/unit/%.d) $(HARNESS:.o=.d) \
	$(BENCHES:%=$(BUILD)/tests/bench/%.d) $(FUZZERS:%=$(BUILD)/tests/fuzz/%.d) $(BUILD)/tests/fuzz/replay.d \
	$(PROOFSRC:%.c=$(BUILD)/%.d)
