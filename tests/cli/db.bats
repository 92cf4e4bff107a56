# bats file_tags=db
load helper

# The steps of the schema, in order.
STEPS=("$BATS_TEST_DIRNAME"/../../schema/sqlite/*.up.sql)
LATEST=${#STEPS[@]}
# up_to N: what a migration to the newest version says from N on
up_to() {
	for ((i = $1; i <= LATEST; i++)); do
		name=$(basename "${STEPS[i - 1]}" .up.sql)
		echo "up to $i, ${name#*_}"
	done
}

test_setup() {
	if [ "$METARR_TEST_ENGINE" = postgres ]; then
		ENGINE=postgresql NAME=$METARR_DB
	else
		ENGINE=sqlite NAME=$METARR_DB
	fi
}

@test "create makes a database, once" {
	x 0 metarr-db -t create
	same "made the database '$NAME', version $LATEST" "$output"
	same "" "$stderr"
	x 1 metarr-db create
	same "" "$output"
	same "metarr-db: there is a database '$NAME' already, of version $LATEST" "$stderr"
	x 0 metarr-db -t check
	same "no fault" "$output"
}

@test "create into a pipe is a record" {
	x 0 metarr-db create
	same "$ENGINE $LATEST $LATEST" "$(jq -r '"\(.engine) \(.version) \(.latest)"' <<<"$output")"
	same "$NAME" "$(jq -r .database <<<"$output")"
}

@test "a dry run makes nothing" {
	x 0 metarr-db -nt create
	same "make the database '$NAME', version $LATEST" "$output"
	[ "$METARR_TEST_ENGINE" = postgres ] || [ ! -e "$METARR_DB" ]
	x 78 metarr-db check
	metarr-db create >made
	x 1 metarr-db -n create
	same "metarr-db: there is a database '$NAME' already, of version $LATEST" "$stderr"
}

@test "a database of another program is left alone" {
	sql "CREATE TABLE movie (id INTEGER)"
	x 78 metarr-db create
	same "" "$output"
	has "$stderr" "is the database of another program: it has 1 table, none of them Metarr's"
	x 78 metarr-db check
	has "$stderr" "is the database of another program"
	same "" "$(sql "SELECT id FROM movie")"
}

@test "status says how it stands" {
	metarr-db create >made
	x 0 metarr-db -t status
	same "database  $NAME" "${lines[0]}"
	same "engine    $ENGINE" "${lines[1]}"
	same "version   $LATEST of $LATEST" "${lines[2]}"
	has "$output" "  movies                              0"
	x 0 metarr-db status
	same "$LATEST 0 true" "$(jq -r '"\(.tables.schema_migrations) \(.tables.movies) \(.size > 100000)"' <<<"$output")"
}

@test "down needs --yes, and says what goes" {
	metarr-db create >made
	x 64 metarr-db migrate 1
	same "" "$output"
	same "metarr-db: going down to version 1 drops data: see -n, and say --yes" "$stderr"
	x 0 metarr-db -nt migrate 1
	same "$(up_to "$LATEST" | sed 's/up to/down from/')" "${lines[0]}"
	has "$output" "drops of completeness_config: severity (0 rows)"
	has "$output" "drops asset_candidates (0 rows)"
	has "$output" "drops of movies: "
	x 0 metarr-db -ty migrate 1
	has "$output" "drops asset_candidates (0 rows)"
	same "done: version 1" "${lines[-1]}"
	x 0 metarr-db -t status
	same "version   1 of $LATEST (older: metarr-db migrate)" "${lines[2]}"
	x 78 metarr-db check
	same "metarr-db: the database '$NAME' has version 1 and $LATEST is needed: metarr-db migrate" "$stderr"
	x 0 metarr-db migrate
	same "$(up_to 2)" "$(jq -r '.step // empty' <<<"$output")"
	same "$LATEST" "$(jq -r '.version // empty' <<<"$output")"
	x 0 metarr-db -t migrate
	same "nothing to do: version $LATEST" "$output"
}

@test "migrate takes old images over" {
	metarr-db create >made
	metarr-db -y migrate 1 >down
	mkdir -p "$METARR_CACHE"
	printf poster >"$METARR_CACHE/a.jpg"
	sql "INSERT INTO libraries (id, name, type, path, created_at) VALUES (1, 'f', 'movies', '/f', 'x');
		INSERT INTO movies (id, library_id, title, file_path, created_at) VALUES (1, 1, 'T', '/f/t.mkv', 'x');
		INSERT INTO images (id, entity_type, entity_id, image_type, cache_path)
		VALUES (1, 'movie', 1, 'poster', 'a.jpg'), (2, 'movie', 1, 'fanart', 'gone.jpg')"
	x 0 metarr-db -t migrate
	same "takes over 2 images; the files of 1 are gone" "${lines[1]}"
	same "$(sha256sum <"$METARR_CACHE/a.jpg" | cut -d' ' -f1)|1
legacy_2|0" "$(sql "SELECT content_hash, is_downloaded FROM asset_candidates ORDER BY id")"
	same "a.jpg|6|1" "$(sql "SELECT file_path, file_size, reference_count FROM cache_inventory")"
	same "published" "$(sql "SELECT state FROM movies")"
}

@test "versions that do not exist" {
	metarr-db create >made
	for version in $((LATEST + 1)) -1 x 1x ""; do
		x 64 metarr-db migrate -- "$version"
		same "" "$output"
		same "metarr-db: '$version' is no version: 0 to $LATEST" "$stderr"
	done
}

@test "a newer database is left alone" {
	metarr-db create >made
	sql "INSERT INTO schema_migrations (version, name, applied_at) VALUES (99, 'x', 'y')"
	for command in migrate check; do
		x 78 metarr-db "$command"
		same "metarr-db: the database '$NAME' has version 99 and this program knows only $LATEST: a newer Metarr has migrated it" \
			"$stderr"
	done
	x 0 metarr-db -t status
	same "version   99 of $LATEST (made by a newer Metarr)" "${lines[2]}"
}

@test "check finds what is wrong" {
	metarr-db create >made
	sql "DROP INDEX idx_movies_state;
		INSERT INTO ratings (entity_type, entity_id, source, value) VALUES ('movie', 5, 'imdb', 1)"
	x 1 metarr-db -t check
	same "index idx_movies_state is missing" "${lines[0]}"
	same "ratings: movie 5 is not there (1 row)" "${lines[1]}"
	same "metarr-db: the database '$NAME' has 2 faults" "$stderr"
	x 1 metarr-db check
	same "index idx_movies_state is missing" "$(jq -r .fault <<<"${lines[0]}")"
}

@test "two at once make one database" {
	metarr-db create >a 2>a.err &
	first=$!
	metarr-db create >b 2>b.err || true
	wait $first || true
	same "$LATEST" "$(sql "SELECT COUNT(*) FROM schema_migrations")"
	x 0 metarr-db check
}

@test "usage" {
	x 64 metarr-db
	same "" "$output"
	has "$stderr" "usage: metarr-db"
	x 64 metarr-db nonsense
	has "$stderr" "usage: metarr-db"
	x 64 metarr-db create now
	has "$stderr" "usage: metarr-db"
	x 64 metarr-db --nonsense status
	has "$stderr" "usage: metarr-db"
	x 0 metarr-db --help
	has "$output" "usage: metarr-db"
	same "" "$stderr"
	x 0 metarr-db -V
	same "" "$stderr"
}

# bats test_tags=sqlite
@test "no database" {
	for command in status migrate check; do
		x 78 metarr-db "$command"
		same "" "$output"
		same "metarr-db: there is no database '$METARR_DB'; metarr-db create makes one" "$stderr"
	done
	[ ! -e "$METARR_DB" ]
}

# bats test_tags=sqlite
@test "what is no database" {
	mkdir dir
	METARR_DB=$PWD/dir x 78 metarr-db status
	same "metarr-db: '$PWD/dir' is a folder, no database" "$stderr"
	echo "a letter to somebody, of some length" >letter
	METARR_DB=$PWD/letter x 78 metarr-db create
	same "metarr-db: '$PWD/letter' is no SQLite database" "$stderr"
	mkfifo fifo
	METARR_DB=$PWD/fifo x 78 metarr-db create
	same "metarr-db: '$PWD/fifo' is no regular file, no database" "$stderr"
	METARR_DB=$PWD/letter/x.db x 1 metarr-db create
	same "" "$output"
	has "$stderr" "'$PWD/letter'"
}

# bats test_tags=sqlite
@test "a damaged database" {
	metarr-db create >made
	sqlite3 "$METARR_DB" "PRAGMA wal_checkpoint(TRUNCATE)" >out
	dd if=/dev/urandom of="$METARR_DB" bs=4096 seek=1 count=40 conv=notrunc 2>dd.log
	x 1 metarr-db check
	has "$stderr" "metarr-db: the database '$METARR_DB' is damaged: "
}

# bats test_tags=sqlite
@test "no permission" {
	[ "$(id -u)" -ne 0 ] || skip "root may do everything"
	metarr-db create >made
	chmod 400 "$METARR_DB"
	x 77 metarr-db status
	same "metarr-db: cannot write to the database '$METARR_DB': Permission denied" "$stderr"
	chmod 000 "$METARR_DB"
	x 77 metarr-db status
	same "metarr-db: cannot read the database '$METARR_DB': Permission denied" "$stderr"
}

# bats test_tags=sqlite
@test "the default is in the home directory, for its owner alone" {
	unset METARR_DB METARR_CACHE
	x 0 metarr-db create
	same "600" "$(stat -c %a "$HOME/.local/share/metarr/metarr.db")"
	same "700" "$(stat -c %a "$HOME/.local/share/metarr")"
}

@test "a server that is not there" {
	METARR_DB="postgresql://u:secret@127.0.0.1:1/x" x 75 metarr-db status
	same "" "$output"
	has "$stderr" "metarr-db: cannot open the database 'postgresql://u@127.0.0.1:1/x': "
	hasnt "$stderr" secret
}

@test "a full standard output" {
	metarr-db create >made
	run --separate-stderr bash -c 'metarr-db status >/dev/full'
	same 75 "$status"
	has "$stderr" "No space left on device"
}
