# Sets as items: listed, shown, edited, published with their films, taken back.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper

setup_file() {
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 "$BATS_FILE_TMPDIR/video.mkv"
}

# film LIBRARY NAME SET-ELEMENT
film() {
	mkdir -p "$1/$2"
	{ cat "$BATS_FILE_TMPDIR/video.mkv"; echo "$2"; } >"$1/$2/$2.mkv"
	printf '<movie>\n  <title>%s</title>\n  %s\n</movie>\n' "$2" "$3" >"$1/$2/movie.nfo"
}
test_setup() {
	film Films Matrix '<set tmdbcolid="2344"><name>The Matrix Collection</name><overview>Pills.</overview></set>'
	film Films Reloaded '<set><name>The Matrix Collection</name></set>'
	film More Revolutions '<set><name>The Matrix Collection</name></set>'
	film Films Alien '<set><name>Alien Collection</name></set>'
	film Films Alone ''
	metarr-library add Films >added
	metarr-library add More >added
	metarr-scan -q -a >scanned
	metarr-publish -q -a >published
}
nfos() { grep -h '<set' ./*/*/movie.nfo; }
id_of() { sql "SELECT id FROM sets WHERE name = '$1'"; }

@test "listed where they are asked for, each once" {
	x 0 metarr-ls -t
	hasnt "$output" set:
	x 0 metarr-ls -j sets
	same "Alien Collection 1 Films
The Matrix Collection 3 null" "$(jq -r '"\(.title) \(.films) \(.library)"' <<<"$output")"
	same "set null identified 2344" "$(jq -r 'select(.films == 3) | "\(.type) \(.path) \(.state) \(.tmdb_id)"' <<<"$output")"
	x 0 metarr-ls -t sets More
	has "$output" "3 films"
	has "$output" "1 item"
	x 0 metarr-ls -j "the matrix collection"
	same "set The Matrix Collection
movie Matrix
movie Reloaded
movie Revolutions" "$(jq -r '.type + " " + .title' <<<"$output")"
	x 1 metarr-ls set:77
	same "metarr-ls: there is no set:77" "$stderr"
}

@test "shown with fields, films and history" {
	set=set:$(id_of "The Matrix Collection")
	metarr-edit -q "$set" --lock poster plot=Mine >edited
	x 0 metarr-show "The Matrix Collection"
	has "$output" "$set  The Matrix Collection"
	has "$output" "3 films, identified, with unpublished changes"
	has "$output" "locked artwork: poster"
	[[ $output =~ plot\ +edit\ +locked\ .*\ Mine ]]
	[[ $output =~ movie:[0-9]+\ +Revolutions\ .*\ More ]]
	has "$output" "plot: Pills. -> Mine, locked"
	hasnt "$output" FILE
	x 0 metarr-show -j "$set"
	same "Mine edit true" "$(jq -r '.fields.plot | "\(.value) \(.source) \(.locked)"' <<<"$output")"
	same "Matrix Reloaded Revolutions" "$(jq -r '[.films[].title] | join(" ")' <<<"$output")"
	same '["poster"]' "$(jq -c .locked_kinds <<<"$output")"
}

@test "a name goes into the NFO of every film, and out again" {
	set=set:$(id_of "The Matrix Collection")
	nfos | sort >before
	x 0 metarr-edit -t "$set" title="Matrix & co." plot="All of them." tmdb=7
	has "$output" "$set Matrix & co.: title: The Matrix Collection -> Matrix & co., locked"
	x 0 metarr-ls -t -u
	has "$output" "3 items, 3 with unpublished changes"
	x 0 metarr-publish -t "$set"
	has "$output" "3 published, 0 unchanged, 0 failed"
	same 3 "$(nfos | grep -c '<set tmdbcolid="7"><name>Matrix &amp; co.</name><overview>All of them.</overview></set>')"
	x 0 metarr-publish -n -a
	same "" "$output"
	x 0 metarr-undo -t --batch 1
	x 0 metarr-publish -q -a
	same "$(sed 's/.*<set>.*Matrix.*/  <set tmdbcolid="2344"><name>The Matrix Collection<\/name><overview>Pills.<\/overview><\/set>/' before | sort)" "$(nfos | sort)"
	x 0 metarr-db check
}

@test "through a pipe: films and then their set" {
	x 0 bash -c 'metarr-ls sets | metarr-edit plot=Ours | metarr-publish -j'
	same "Alien Matrix Reloaded Revolutions" "$(jq -r 'select(.type == "movie") | .title' <<<"$output" | xargs)"
	same "Alien Collection discovered
The Matrix Collection identified" "$(jq -r 'select(.type == "set") | "\(.title) \(.state)"' <<<"$output")"
	same set "$(tail -n 1 <<<"$output" | jq -r .type)"
	same 0 "$(jq -r .has_unpublished_changes <<<"$output" | grep -c true)"
	same 4 "$(nfos | grep -c '<overview>Ours</overview>')"
	x 0 metarr-publish -n sets
	same "" "$output"
}

@test "what somebody writes into a film's file" {
	set=set:$(id_of "The Matrix Collection")
	sed -i 's/Pills/Many pills/' Films/Matrix/movie.nfo
	x 0 metarr-scan -q -a
	x 0 metarr-show -j "$set"
	same "Many pills. file true" "$(jq -r '.fields.plot | "\(.value) \(.source) \(.locked)"' <<<"$output")"
	x 0 metarr-edit -q "$set" plot=Mine
	x 0 metarr-publish -q -a
	sed -i 's/Mine/Theirs/' Films/Matrix/movie.nfo
	x 0 metarr-scan -q -a
	x 0 metarr-show -j "$set"
	same Mine "$(jq -r .fields.plot.value <<<"$output")"
	sed -i 's/The Matrix Collection/Elsewhere/' Films/Reloaded/movie.nfo
	x 0 metarr-scan -q -a
	x 0 metarr-ls -j sets
	same "Alien Collection 1
Elsewhere 1
The Matrix Collection 2" "$(jq -r '"\(.title) \(.films)"' <<<"$output")"
}

@test "discarded: the set's edits, and not its films' set" {
	set=set:$(id_of "The Matrix Collection") film=movie:$(sql "SELECT id FROM movies WHERE title = 'Matrix'")
	metarr-edit -q "$set" title=Neo plot=Mine >edited
	x 0 metarr-undo -t "$film"
	has "$output" "$film Matrix: its set was renamed: it stays as it is"
	x 0 metarr-undo -t "$set"
	has "$output" "$set Neo: title: Neo -> The Matrix Collection, unlocked"
	same 0 "$(sql "SELECT COUNT(*) FROM movies WHERE has_unpublished_changes = 1")"
	x 0 metarr-publish -n -a
	same "" "$output"
	x 64 metarr-undo "$set" 1
	has "$stderr" "a version is that of one item"
}

@test "what a set does not take" {
	set=set:$(id_of "The Matrix Collection")
	x 1 metarr-edit -t "$set" title="Alien Collection"
	has "$stderr" "$set The Matrix Collection: set:$(id_of "Alien Collection") is called 'Alien Collection' already"
	x 65 metarr-edit -t "$set" year=1999
	has "$stderr" "year: a set has none that could be edited"
	x 65 metarr-edit -t "$set" title=
	has "$stderr" "title cannot be empty"
	same 0 "$(sql "SELECT COUNT(*) FROM edits")"
}

@test "a backup has them, and either engine takes them" {
	metarr-edit -q "The Matrix Collection" title=Neo sort_title=Anderson --lock poster >edited
	x 0 metarr-db backup dump
	METARR_DB=$PWD/copy.db x 0 metarr-db restore dump
	METARR_DB=$PWD/copy.db x 0 metarr-db check
	METARR_DB=$PWD/copy.db x 0 metarr-show -j set:"$(id_of Neo)"
	same "Neo Anderson true" "$(jq -r '"\(.title) \(.sort_title) \(.fields.title.locked)"' <<<"$output")"
}
