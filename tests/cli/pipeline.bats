# Forty films through all phases in one line, in which one program or another is killed at any moment: run again, the
# end is the same as if nothing had happened.
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper
load provider

FILMS=40 KILLS=6

setup_file() {
	local i
	cd "$BATS_FILE_TMPDIR" || return
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 video.mkv
	for i in 1 2 3 4 5; do
		ffmpeg -loglevel error -nostdin -f lavfi -i "mandelbrot=s=120x180:start_scale=0.$i" -frames:v 1 "$i.jpg"
	done
}

test_setup() {
	local file
	providers_start
	for file in "$BATS_FILE_TMPDIR"/*.jpg; do serve pictures "/${file##*/}?*" "$file"; done
	providers_ready
}
test_teardown() { providers_stop; }

# films FOLDER: each with an NFO, every third with a poster of its own
films() {
	local i name
	for ((i = 1; i <= FILMS; i++)); do
		name="Film $i (19$((i + 20)))"
		mkdir -p "$1/$name"
		cp "$BATS_FILE_TMPDIR/video.mkv" "$1/$name/$name.mkv"
		echo "<movie><title>Film $i</title></movie>" >"$1/$name/movie.nfo"
		((i % 3)) || cp "$BATS_FILE_TMPDIR/5.jpg" "$1/$name/poster.jpg"
	done
}

# What an enrichment finds: two posters and three pictures of fanart for each film, of which two are one.
candidates() {
	sql "INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, provider_url, width, height,
			vote_count, vote_average, created_at)
		SELECT 'movie', m.id, k.kind, 'tmdb', '$PROVIDERS_URL/pictures/' || k.file || '.jpg?' || m.id, 120, 180,
			k.votes, 5, ''
		FROM movies m CROSS JOIN (SELECT 'poster' AS kind, 1 AS file, 1 AS votes UNION ALL SELECT 'poster', 2, 2
			UNION ALL SELECT 'fanart', 3, 9 UNION ALL SELECT 'fanart', 4, 8 UNION ALL SELECT 'fanart', 3, 7) k
		WHERE NOT EXISTS (SELECT 1 FROM asset_candidates c WHERE c.entity_type = 'movie' AND c.entity_id = m.id
			AND c.provider = 'tmdb')
		ON CONFLICT DO NOTHING"
}

# Its files, and what is selected, as lines.
outcome() {
	(cd Films && find . -type f ! -name '*.mkv' -exec sha256sum {} + | sort -k2)
	sql "SELECT m.title, c.asset_type, substr(c.provider_url, length('$PROVIDERS_URL') + 1, 15), c.selected_by, m.state,
		m.has_unpublished_changes FROM asset_candidates c JOIN movies m ON m.id = c.entity_id
		WHERE c.is_selected = 1 ORDER BY 1, 2, 3"
}

# A scan tells only of what is new, so those that a killed run left come from the list.
pipeline() { metarr-scan -jq Films >scanned; metarr-ls -j Films | metarr-select -q | metarr-publish -q; }

# The same, in which a process dies.
killed_pipeline() {
	local victim group
	set -m
	pipeline >killed 2>&1 3>&- &
	group=$!
	set +m
	sleep "0.$(printf %03d $((RANDOM % 900)))"
	victim=$(pgrep -g "$group" | shuf -n 1)
	[ -z "$victim" ] || kill -KILL "$victim" 2>/dev/null || true
	wait "$group" 2>/dev/null || true
}

@test "killed at random and run again, the end is the same" {
	local i
	films Films
	cp -r Films Other
	metarr-library -q add Films >library
	metarr-scan -q Films >scanned
	candidates
	x 0 pipeline
	outcome >want
	same 40 "$(grep -c '|poster|' want)"
	same 80 "$(grep -c '|fanart|' want)"

	rm -r Films "$METARR_CACHE" "$METARR_DB"*
	mv Other Films
	metarr-library -q add Films >library
	for ((i = 0; i < KILLS; i++)); do
		killed_pipeline
		candidates
	done
	x 0 pipeline
	outcome >got
	diff -u want got
	x 0 metarr-db -t check
	same "no fault" "$output"
	same "" "$(find Films "$METARR_CACHE" -name '.metarr-*')"
}
