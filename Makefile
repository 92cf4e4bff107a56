# Metarr. GNU make, no configure step: what is needed from Debian stands in scripts/install-deps.
#   make [all]      programs in build/bin            make check   unit and command tests
#   make install    DESTDIR= PREFIX= BINDIR= MANDIR=  make lint    style, static analysis, layers
#   SANITIZE=address,undefined   WERROR=1   BUILD=dir   VERSION=x
VERSION ?= 0.1.0
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share/metarr
BUILD ?= build
CC ?= cc

PKGS = sqlite3 libcjson libxml-2.0 libcrypto libutf8proc libmagic libwebp libjpeg \
       libavformat libavcodec libavutil
CPPFLAGS_ALL = -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DMETARR_VERSION='"$(VERSION)"' \
	-DMETARR_BINDIR='"$(BINDIR)"' -DMETARR_DATADIR='"$(DATADIR)"' -Ilib $(shell pkg-config --cflags $(PKGS)) $(CPPFLAGS)
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

all: $(CMDS:%=$(BUILD)/bin/%)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

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

units: $(UNITS:%=$(BUILD)/tests/%)
benches: $(BENCHES:%=$(BUILD)/bench/%)

check: all units
	scripts/check $(BUILD)

lint: all
	scripts/lint $(BUILD)

bench: all benches
	scripts/bench $(BUILD)

install: all
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(MANDIR)/man5 $(DESTDIR)$(MANDIR)/man7
	install -m 755 $(CMDS:%=$(BUILD)/bin/%) $(DESTDIR)$(BINDIR)
	for s in 1 5 7; do for p in man/*.$$s; do install -m 644 $$p $(DESTDIR)$(MANDIR)/man$$s || exit 1; done; done

uninstall:
	cd $(DESTDIR)$(BINDIR) && rm -f $(CMDS)
	for s in 1 5 7; do for p in man/*.$$s; do rm -f $(DESTDIR)$(MANDIR)/man$$s/$${p##*/}; done; done

clean:
	rm -rf $(BUILD)

.PHONY: all units benches check lint bench install uninstall clean
.SECONDARY:
-include $(LIBOBJ:.o=.d) $(CMDS:%=$(BUILD)/cmd/%.d) $(UNITS:%=$(BUILD)/tests/unit/%.d) $(HARNESS:.o=.d)
