# The checks of scripts/lint that are ours, each seen to find what it is for, in a small tree of its own.
load helper

test_setup() {
	mkdir -p lib/core lib/media lib/db lib/store lib/scan lib/publish cmd man tests/cli .ci build
	cp -r "$BATS_TEST_DIRNAME/../../scripts" .
	: >scripts/libs.list
	for room in core media db store scan publish; do : >"lib/$room/$room.h"; done
}

# finds CHECK LINE…: the check fails and prints these lines, and no other
finds() {
	local check=$1
	shift
	x 1 scripts/lint build "$check"
	same "$(printf '%s\n' "$@")" "$(printf '%s\n' "$output" | head -n -2)"
	same "0 passed, 1 failed, 0 skipped" "${lines[-1]}"
}
clean() {
	x 0 scripts/lint build "$1"
	same "1 passed, 0 failed, 0 skipped" "${lines[-1]}"
}

@test "a layer includes what stands below it" {
	printf '#include "core/core.h"\n#include "db/db.h"\n' >lib/store/a.c
	printf '#include "store/store.h"\n#include "scan/scan.h"\n' >lib/scan/a.c
	printf '#include "scan/scan.h"\n' >cmd/a.c
	clean layers
}

@test "a layer that looks up, a neighbour, a room that nobody knows" {
	printf '#include "db/db.h"\n' >lib/core/a.c
	printf '\n#include "publish/publish.h"\n' >lib/scan/a.c
	printf '#include "db/db.h"\n#include "attic/a.h"\n' >lib/media/a.c
	finds layers "lib/core/a.c:1: core/ does not stand on db/" "lib/media/a.c:1: media/ does not stand on db/" \
		"lib/media/a.c:2: attic/a.h is in no layer" "lib/scan/a.c:2: scan/ does not stand on publish/"
}

@test "a library's header in another's room" {
	printf '#include <sqlite3.h>\n' >lib/db/a.c
	printf '#include <stdio.h>\n#include <sqlite3.h>\n' >lib/store/a.c
	printf '#include <libxml/parser.h>\n#include <libavformat/avformat.h>\n' >cmd/a.c
	finds layers "cmd/a.c:1: libxml/parser.h belongs to lib/media/" \
		"cmd/a.c:2: libavformat/avformat.h belongs to lib/media/" "lib/store/a.c:2: sqlite3.h belongs to lib/db/"
}

@test "SQL and JSON outside of their rooms" {
	printf 'char *a = "SELECT a FROM b";\n' >lib/store/a.c
	clean texts
	printf 'char *a = "SELECT a FROM b";\n' >cmd/a.c
	printf 'int a = printf("{\\"id\\":%%d}", 1);\n' >lib/scan/a.c
	finds texts 'cmd/a.c:1:char *a = "SELECT a FROM b";' 'lib/scan/a.c:1:int a = printf("{\"id\":%d}", 1);'
}

@test "calls that cannot know their limits, and a library that prints" {
	mkdir -p build/lib/media build/cmd
	printf '#include <stdio.h>\n#include <string.h>\nvoid f(char *a, char *b) { strcpy(a, b); puts(a); }\n' >a.c
	cc -c -o build/lib/media/a.o a.c
	printf '#include <stdio.h>\nvoid f(char *a) { puts(a); }\n' >a.c
	cc -c -o build/cmd/a.o a.c
	finds calls "lib/media/a.o: calls puts" "lib/media/a.o: calls strcpy"
}

@test "a program needs more than its list has" {
	mkdir -p build/bin
	printf '#include <math.h>\nint main(int argc, char **argv) { (void)argv; return (int)sin(argc); }\n' >cmd/a.c
	cc -o build/bin/a cmd/a.c -lm
	finds libraries "scripts/libs.list has no line for a" \
		"a: needs libm.so.6, which its line in scripts/libs.list does not have" \
		"a: needs libc.so.6, which its line in scripts/libs.list does not have"
	echo 'a: libc.so.6' >scripts/libs.list
	finds libraries "a: needs libm.so.6, which its line in scripts/libs.list does not have"
	echo 'a: libm.so.6 libc.so.6' >scripts/libs.list
	clean libraries
}

@test "a page that is missing, and one that does not lint" {
	: >cmd/a.c
	finds manuals "man/a.1 is not there"
	printf '.Dd November 25, 2026\n.Dt A 1\n.Os\n.Sh NAME\n.Nm a\n.Nd does it\n.Sh DESCRIPTION\n.Xx\n' >man/a.1
	x 1 scripts/lint build manuals
	has "$output" "unknown macro"
}
