# What every command test loads first:  load helper
# Each test starts in an empty directory of its own, with a home, configuration and database of its own, and the
# programs of the build first in PATH. Tests tagged "db" run a second time with a database on PostgreSQL, but for those
# that are tagged "sqlite", too, because they are about the file:
#
#	# bats file_tags=db
#	load helper
#	@test "status of a new database" {
#		x 0 metarr-db create
#		[ "$output" = "" ]
#		[ "$stderr" = "metarr-db: …" ]
#	}
# shellcheck shell=bash
bats_require_minimum_version 1.5.0

setup() {
	local name
	: "${METARR_TEST_BUILD:=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)/build}"
	: "${METARR_TEST_ENGINE:=sqlite}"
	for name in $(compgen -e METARR_; compgen -e XDG_; compgen -e PG); do
		case $name in
		METARR_TEST_* | METARR_FIXTURES) ;;
		*) unset "$name" ;;
		esac
	done
	PATH=$METARR_TEST_BUILD/bin:$PATH
	export HOME=$BATS_TEST_TMPDIR/home METARR_CONF=$BATS_TEST_TMPDIR/metarr.conf LC_ALL=C.UTF-8 TZ=UTC
	export METARR_SETTLE=0 METARR_CACHE=$BATS_TEST_TMPDIR/cache METARR_DB=$BATS_TEST_TMPDIR/metarr.db
	mkdir "$HOME" "$BATS_TEST_TMPDIR/work"
	: >"$METARR_CONF"
	if [ "$METARR_TEST_ENGINE" = postgres ]; then
		# A schema, because a database of its own costs a checkpoint or two.
		TEST_PG_SCHEMA=t$$_$BATS_TEST_NUMBER
		METARR_DB="$METARR_TEST_PG&options=-csearch_path%3D$TEST_PG_SCHEMA&application_name=$TEST_PG_SCHEMA"
		pg_admin "CREATE SCHEMA $TEST_PG_SCHEMA"
	fi
	cd "$BATS_TEST_TMPDIR/work" || return
	if declare -F test_setup >/dev/null; then test_setup; fi
}

teardown() {
	if declare -F test_teardown >/dev/null; then test_teardown; fi
	cd / || return
	if [ -n "${TEST_PG_SCHEMA:-}" ]; then pg_admin "DROP SCHEMA $TEST_PG_SCHEMA CASCADE"; fi
	chmod -R u+rwX "$BATS_TEST_TMPDIR"
}

pg_admin() {
	PGOPTIONS=-cclient_min_messages=warning psql -qX -v ON_ERROR_STOP=1 -d "$METARR_TEST_PG" -c "$1"
}

# sql STATEMENT: asks the test's database, whichever engine it is; columns divided by "|", NULL as nothing
sql() {
	if [ "$METARR_TEST_ENGINE" = postgres ]; then
		psql -qXAt -v ON_ERROR_STOP=1 -d "$METARR_DB" -c "$1"
	else
		sqlite3 -batch -bail "$METARR_DB" "$1"
	fi
}

# Waits until the server has seen that what was killed is gone, and given its locks back.
sessions_over() {
	[ "$METARR_TEST_ENGINE" = postgres ] || return 0
	while [ "$(psql -qXAt -v ON_ERROR_STOP=1 -d "$METARR_TEST_PG" \
		-c "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = '$TEST_PG_SCHEMA'")" != 0 ]; do :; done
}

# x STATUS COMMAND…: runs it, with $output for what came on stdout, $stderr for the rest, $lines and $stderr_lines.
# Another status than the one that is expected fails the test and shows all of it.
x() {
	local want=$1
	shift
	run --separate-stderr "$@"
	if [ "$status" -ne "$want" ]; then
		printf 'status %s instead of %s: %s\n--- stdout\n%s\n--- stderr\n%s\n' \
			"$status" "$want" "$*" "$output" "$stderr" >&2
		return 1
	fi
}

# A sanitizer cannot look for leaks in what is traced.
strace() {
	ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0" command strace "$@"
}

# same WANTED GOT: equal texts, or the difference is shown
same() {
	[ "$1" = "$2" ] || { diff -u <(printf '%s\n' "$1") <(printf '%s\n' "$2") >&2; return 1; }
}

# has TEXT PART / hasnt TEXT PART
has() {
	[[ $1 == *"$2"* ]] || { printf "no '%s' in:\n%s\n" "$2" "$1" >&2; return 1; }
}
hasnt() {
	[[ $1 != *"$2"* ]] || { printf "'%s' is in:\n%s\n" "$2" "$1" >&2; return 1; }
}

# scan_and LIBRARY SQL: a scan whose probes wait until somebody has written to the database; what it says is in "first"
scan_and() {
	mkdir bin
	ln -s "$METARR_TEST_BUILD"/bin/* bin
	rm bin/metarr-probe bin/metarr-scan
	cp "$METARR_TEST_BUILD/bin/metarr-scan" bin
	mkfifo begun
	exec 6<>begun 7>go
	flock 7
	printf '#!/bin/bash\necho >%q/begun\nflock -s %q/go true\nexec %q/bin/metarr-probe "$@"\n' "$PWD" "$PWD" \
		"$METARR_TEST_BUILD" >bin/metarr-probe
	chmod +x bin/metarr-probe
	bin/metarr-scan "$1" </dev/null >first 2>&1 3>&- 6>&- 7>&- &
	read -r _ <&6
	sql "$2"
	exec 6>&- 7>&-
	wait
}
