# Forty films ($PIPELINE_FILMS) through all phases in one line, in which one program or another, or a child of theirs, is
# killed at any moment: run again, the end is the same as if nothing had happened.
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper
load provider

FILMS=${PIPELINE_FILMS:-40} KILLS=${PIPELINE_KILLS:-6}

setup_file() {
	local i
	cd "$BATS_FILE_TMPDIR" || return
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 video.mkv
	for i in 1 2 3 4 5; do
		ffmpeg -loglevel error -nostdin -f lavfi -i "mandelbrot=s=120x180:start_scale=0.$i" -frames:v 1 "$i.jpg"
	done
	ffmpeg -loglevel error -nostdin -i 3.jpg -q:v 12 6.jpg # the same picture, in other bytes
}

test_setup() {
	local file i
	providers_start
	unset METARR_TVDB_KEY METARR_FANARTTV_KEY
	export METARR_TMDB_RATE=1000
	for file in "$BATS_FILE_TMPDIR"/?.jpg; do
		serve pictures "/original/${file##*/}" "$file"
		serve pictures "/w342/${file##*/}" "$file"
		serve pictures "/w300/${file##*/}" "$file"
	done
	for ((i = 1; i <= FILMS; i++)); do
		details "$i" >details.json
		serve tmdb "/3/movie/$i?*" details.json
	done
	providers_ready
}
test_teardown() { providers_stop; }

# films FOLDER: each with an NFO, every third with a poster of its own
films() {
	local i name
	for ((i = 1; i <= FILMS; i++)); do
		name="Film $i ($((1920 + i % 100)))"
		mkdir -p "$1/$name"
		cp "$BATS_FILE_TMPDIR/video.mkv" "$1/$name/$name.mkv"
		echo "<movie><title>Film $i</title><uniqueid type=\"tmdb\">$i</uniqueid></movie>" >"$1/$name/movie.nfo"
		((i % 3)) || cp "$BATS_FILE_TMPDIR/5.jpg" "$1/$name/poster.jpg"
	done
}

# details ID: what TMDB says of a film: two posters and three backdrops, of which two are one
details() {
	jq -n --argjson id "$1" 'def picture($file; $votes): {file_path: "/\($file).jpg", width: 120, height: 180,
			vote_average: 5, vote_count: $votes};
		{id: $id, title: "Film \($id)", original_title: "Film \($id)", release_date: "\(1920 + $id % 100)-03-31",
		overview: "About film \($id).", runtime: 90, vote_average: 7.5, vote_count: 100, genres: [{id: 1, name: "Drama"}],
		images: {posters: [picture(1; 1), picture(2; 2)], backdrops: [picture(3; 9), picture(4; 8), picture(6; 7)], logos: []}}'
}

# Its files, and what is selected, as lines.
outcome() {
	(cd Films && find . -type f ! -name '*.mkv' -exec sha256sum {} + | sort -k2)
	sql "SELECT m.title, c.asset_type, substr(c.provider_url, length('$PROVIDERS_URL') + 1, 15), c.selected_by, m.state,
		m.has_unpublished_changes FROM asset_candidates c JOIN movies m ON m.id = c.entity_id
		WHERE c.is_selected = 1 ORDER BY 1, 2, 3"
}

# With --left a scan tells of those, too, that a killed run left.
pipeline() {
	metarr-scan -q --left Films | metarr-enrich -q | metarr-select -q | metarr-publish -q
}

# The same, in which one of the four dies, or a child of theirs that reads videos or pictures.
killed_pipeline() {
	local victim group after
	set -m
	pipeline >killed 2>&1 3>&- &
	group=$!
	set +m
	after=$((RANDOM % (FILMS * 22))) # ms
	sleep "$((after / 1000)).$(printf %03d $((after % 1000)))"
	victim=$(pgrep -g "$group" -x 'metarr-(scan|enrich|select|publish|probe|image)' | shuf -n 1)
	[ -z "$victim" ] || kill -KILL "$victim" 2>/dev/null || true
	wait "$group" 2>/dev/null || true
}

@test "killed at random and run again, the end is the same" {
	local i
	films Films
	cp -r Films Other
	metarr-library -q add Films >library
	x 0 pipeline
	outcome >want
	same "$FILMS" "$(grep -c '|poster|' want)"
	same $((2 * FILMS)) "$(grep -c '|fanart|' want)"

	rm -r Films "$METARR_CACHE" "$METARR_DB"*
	mv Other Films
	metarr-library -q add Films >library
	for ((i = 0; i < KILLS; i++)); do
		killed_pipeline
	done
	x 0 pipeline
	outcome >got
	has "$(cat "Films/Film 7 (1927)/movie.nfo")" "<plot>About film 7.</plot>"
	diff -u want got
	x 0 metarr-db -t check
	same "no fault" "$output"
	same "" "$(find Films "$METARR_CACHE" -name '.metarr-*')"
}
