# Recorded answers of the providers through the whole of it, from the scan to the NFO: every field with who said it and
# the candidates, as the files in recorded/ say, and what the player reads. What was not recorded is invented in the true
# shape.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper
load provider

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	ffmpeg -nostdin -v error -f lavfi -i color=s=64x36:r=5:d=1 -c:v mpeg4 clip.mkv
}

test_setup() {
	need_fixtures
	export METARR_TMDB_RATE=1000 METARR_TMDB_RATE_KEPT=1 METARR_TVDB_RATE=1000 METARR_TVMAZE_RATE=1000 METARR_FANARTTV_RATE=1000
	providers_start
	fixtures=$METARR_FIXTURES
}
test_teardown() { [ -z "${METARR_FIXTURES:-}" ] || providers_stop; }

serial=0
# video PATH [NFO]: a video, none of which is like another, and the NFO beside it
video() {
	mkdir -p "$(dirname "$1")"
	serial=$((serial + 1))
	{ cat "$BATS_FILE_TMPDIR/clip.mkv"; printf '\xec\x88%08d' "$serial"; } >"$1"
	[ -z "${2:-}" ] || cp "$2" "${1%.*}.nfo"
}
# film ID [MEMBER=PART…]: what was recorded of a film, composed as TMDB would
film() {
	local id=$1 part parts=()
	shift
	for part; do parts+=("${part%%=*}=$fixtures/tmdb/${part#*=}"); done
	compose "$id.json" "$fixtures/tmdb/${FILM_BASE:-movie-$id.json}" "${parts[@]}"
	serve tmdb "/3/movie/$id?*" "$id.json"
}
films() {
	FILM_BASE=movie-550.append.json film 550 videos=movie-550.videos.json
	film 603 images=movie-603.images.json
	film 47964 credits=movie-47964.credits.json images=movie-47964.images.json keywords=movie-47964.keywords.json \
		release_dates=movie-47964.release_dates.json translations=movie-47964.translations.json videos=movie-47964.videos.json
	FILM_BASE=movie-120.append.json film 120
	compose 119.json "$fixtures/tmdb/collection-119.json" images="$fixtures/tmdb/collection-119.images.json"
	serve tmdb '/3/collection/119?*' 119.json
	serve fanart.tv '/v3/movies/120?*' "$fixtures/fanart/movies-120.json"
}
# through PATH TYPE: a library through all of it
through() {
	metarr-library -q add "$2" "$1" >added
	x 0 bash -c "set -o pipefail; metarr-scan -j '$1' | metarr-enrich | metarr-publish -q"
}
# fields ITEM [LENGTH]: each field of an item, who said it, and so much of what it says
fields() {
	metarr-show -j "$1" | jq -r --argjson most "${2:-60}" '.fields | to_entries[] | select(.value.value != null and .value.value != [])
		| "\(.key)|\(.value.source)\(if .value.locked then "!" else "" end)|\(.value.value
		| if type == "array" then (.[0:6] | map(if type == "object" then ("\(.type // .source // .name)" + (if .value then ":\(.value)"
			elif .role then " as \(.role)" else "" end)) else . end) | join(", ")) + (if length > 6 then ", \(length - 6) more" else "" end)
			elif type == "object" then .name else tostring end | gsub("\n"; " ") | .[0:$most])"'
}
# candidates TYPE ID: how many of a kind from whom, and one of them
candidates() {
	sql "SELECT asset_type, provider, COUNT(*), MIN(provider_url) FROM asset_candidates WHERE entity_type = '$1' AND entity_id = $2
		AND asset_type NOT LIKE 'actor/%' GROUP BY asset_type, provider ORDER BY 1, 2" | sed "s#$METARR_TMDB_IMAGE_URL##"
	sql "SELECT 'actors', COUNT(*) FROM asset_candidates WHERE entity_type = '$1' AND entity_id = $2 AND asset_type LIKE 'actor/%'"
}
# nfo_says ITEM NFO: what the player reads is what the database has, field by field
nfo_says() {
	local fields='[.title, .original_title, .plot, .tagline, .mpaa, .premiered, .aired, .runtime, .year, .series_status, .trailer_url,
		.genres, .studios, .countries, .tags, .season_number, .episode_number, .display_season, .display_episode,
		(.directors // [] | map(.name? // .)), (.writers // [] | map(.name? // .)), (.actors // [] | map([.name, .role])),
		(.ratings // [] | map([.source, .value, .votes]) | sort), (.uniqueids // [] | map([.type, .value]) | sort), .set.name]
		| map(if . == [] then null else . end) | .[]'
	same "$(metarr-show -j "$1" | jq -c ".fields | map_values(.value) | $fields")" "$(metarr-nfo read -j "$2" | jq -c "$fields")"
}
# report ITEM…: all of that, of each
report() {
	local item
	for item; do
		echo "## $item"
		fields "$item"
		candidates "${item%:*}" "${item#*:}"
	done
}
# only_fields LENGTH ITEM…: the fields alone
only_fields() {
	local item most=$1
	shift
	for item; do
		echo "## $item"
		fields "$item" "$most"
	done
}
# expect NAME TEXT: the text is what the file of that name says
expect() { same "$(<"$BATS_TEST_DIRNAME/recorded/$1")" "$2"; }
id_of() { sql "SELECT id FROM $1 WHERE $2"; }

# Series 78878 and 373426 of TVDB, with one episode of each: what was recorded for other forms of a question, as parts.
tvdb_shows() {
	local t=$fixtures/tvdb
	serve_recorded tvdb
	echo '{"status": "success", "data": {"token": "token-of-a-test"}}' >login.json
	serve tvdb '/v4/login' login.json
	jq -s '.[0].data.translations = .[1].data.translations
		| .[0].data.translations.nameTranslations += [.[2].data | {name, language}]
		| .[0].data.translations.overviewTranslations += [.[2].data | {overview, language}] | .[0]' \
		"$t/series-78878-extended.json" "$t/series-78878-extended-meta-translations.json" "$t/series-78878-translations-eng.json" >78878.json
	serve tvdb '/v4/series/78878/extended?meta=translations' 78878.json
	jq '{status, links, data: {series: (.data | del(.episodes)), episodes: (.data.episodes
		| map(.nameTranslations = ["eng"] | .overviewTranslations = ["eng"]))}}' "$t/series-78878-extended-meta-episodes.json" >78878-list.json
	serve tvdb '/v4/series/78878/episodes/official?*' 78878-list.json
	serve tvdb '/v4/series/78878/episodes/official/eng?*' "$t/series-78878-episodes-official-eng.json"
	serve tvdb '/v4/series/373426/extended?*' "$t/series-373426-extended.full.json"
	jq '{status: "success", links: {next: null}, data: {series: {id: 373426, originalLanguage: "eng"}, episodes: [.data
		| {id, seriesId, name, aired, runtime, overview, image, imageType, number, seasonNumber, nameTranslations, overviewTranslations}]}}' \
		"$t/episodes-7546778-extended.full.json" >373426-list.json
	serve tvdb '/v4/series/373426/episodes/official?*' 373426-list.json
	serve tvdb '/v4/episodes/7546778/extended?*' "$t/episodes-7546778-extended.full.json"
	jq '{status: "success", data: (.data.seasons[] | select(.id == 1872607) | .name = "Inventern" | .translations = {} | .artwork = [])}' \
		"$t/series-373426-extended.full.json" >season.json
	serve tvdb '/v4/seasons/1872607/extended?*' season.json
}

four_films() {
	video "Films/A Fight Club (1999) {tmdb-550}/Fight Club.mkv"
	video "Films/B The Matrix (1999) {tmdb-603}/The Matrix.mkv"
	video "Films/C Die Hard 5 (2013) {tmdb-47964}/Die Hard 5.mkv"
	video "Films/D Fellowship (2001) {tmdb-120}/Fellowship.mkv"
}

@test "films 550, 603, 47964 and 120" {
	unset METARR_TVDB_KEY
	films
	providers_ready
	four_films
	through Films movies
	expect films "$(report movie:1 movie:2 movie:3 movie:4)"
	expect set "$(report "set:$(id_of sets 'tmdb_collection_id = 119')" | tail -n +2)"
	nfo_says movie:1 Films/A*/movie.nfo
	nfo_says movie:2 Films/B*/movie.nfo
	nfo_says movie:3 Films/C*/movie.nfo
	nfo_says movie:4 Films/D*/movie.nfo
}

@test "films with half of the fields locked" {
	unset METARR_TVDB_KEY
	films
	providers_ready
	four_films
	metarr-library -q add movies Films >added
	x 0 metarr-scan -q Films
	x 0 metarr-edit -aq title=Mine plot=Mine. genres=Own directors=Me runtime=1 mpaa=Free tags=mine "set=My Set"
	x 0 bash -c "set -o pipefail; metarr-ls -j Films | metarr-enrich --replace | metarr-publish -q"
	expect locked "$(only_fields 60 movie:1 movie:2 movie:3 movie:4)"
	nfo_says movie:1 Films/A*/movie.nfo
	nfo_says movie:4 Films/D*/movie.nfo
}

@test "a German configuration" {
	export METARR_LANGUAGE=de,en METARR_COUNTRY=DE
	unset METARR_FANARTTV_KEY
	films
	tvdb_shows
	providers_ready
	four_films
	video "TV/FLCL (2000) {tvdb-78878}/Specials/FLCL - S00E01.mkv"
	metarr-library -q add movies Films >added
	through TV tvshows
	x 0 bash -c "set -o pipefail; metarr-scan -j Films | metarr-enrich | metarr-publish -q"
	expect german "$(only_fields 60 movie:1 movie:3 movie:4 series:1 episode:1)"
	nfo_says movie:3 Films/C*/movie.nfo
	nfo_says series:1 TV/*/tvshow.nfo
}

@test "series 78878 and 373426 of TVDB" {
	unset METARR_TMDB_KEY METARR_FANARTTV_KEY
	tvdb_shows
	providers_ready
	video "TV/FLCL (2000) {tvdb-78878}/Specials/FLCL - S00E01.mkv"
	video "TV/Tested {tvdb-373426}/Season 2013/Tested - S2013E04.mkv"
	through TV tvshows
	same "metarr-enrich: season:1 FLCL, Specials: tvdb has no season 0" "${stderr_lines[-1]}"
	expect tvdb "$(report series:1 series:2 season:2 episode:1 episode:2)"
	nfo_says series:1 TV/FLCL*/tvshow.nfo
	nfo_says series:2 TV/Tested*/tvshow.nfo
	has "$(cat TV/Tested*/tvshow.nfo)" '<namedseason number="2013">Inventern</namedseason>'
	nfo_says episode:1 TV/FLCL*/*/*.nfo
	nfo_says episode:2 TV/Tested*/*/*.nfo
}

@test "series 1396 and 1399 of TMDB" {
	local t=$METARR_FIXTURES/tmdb
	unset METARR_TVDB_KEY METARR_FANARTTV_KEY
	compose 1396.json "$t/tv-1396.json" content_ratings="$t/tv-1396.content_ratings.json" images="$t/tv-1396.images.json" \
		aggregate_credits="$t/tv-1396.credits.json" keywords="$t/tv-1396.keywords.json" videos="$t/tv-1396.videos.json"
	compose 1396-1.json "$t/tv-1396-s01.json" images="$t/tv-1396-s01.images.json" external_ids="$t/tv-1396-s01.external_ids.json"
	compose 1399.json "$t/tv-1399.append.json" external_ids="$t/tv-1399.external_ids.json"
	serve tmdb '/3/tv/1396?*' 1396.json
	serve tmdb '/3/tv/1396/season/1?*' 1396-1.json
	serve tmdb '/3/tv/1399?*' 1399.json
	serve tmdb '/3/tv/1399/season/1?*' "$t/tv-1399-s01.append-credits.json"
	serve tmdb '/3/find/121361?*' "$t/find-tvdb-121361.json"
	providers_ready
	video "TV/A Breaking Bad (2008) {tmdb-1396}/Season 1/X S01E01.mkv"
	video "TV/B Game of Thrones (2011) {tvdb-121361}/Season 1/X S01E02.mkv"
	metarr-library -q add tvshows TV >added
	x 0 metarr-library -q set TV numbering tmdb
	x 0 metarr-library -q set TV providers tmdb
	x 0 bash -c "set -o pipefail; metarr-scan -j TV | metarr-enrich | metarr-publish -q"
	same "" "$stderr"
	expect tmdb "$(report series:1 series:2 season:1 season:2 episode:1 episode:2)"
	nfo_says series:1 TV/A*/tvshow.nfo
	nfo_says series:2 TV/B*/tvshow.nfo
	nfo_says episode:1 TV/A*/*/*.nfo
	nfo_says episode:2 TV/B*/*/*.nfo
}

@test "TVmaze's shows" {
	local t=$METARR_FIXTURES/tvmaze show
	unset METARR_TMDB_KEY METARR_TVDB_KEY METARR_FANARTTV_KEY
	for show in 13 118 180; do
		serve tvmaze "/lookup/shows?thetvdb=$(jq .externals.thetvdb "$t/singlesearch-$show.json")" "$t/singlesearch-$show.json"
		serve tvmaze "/shows/$show?*" "$t/singlesearch-$show.json"
		jq -s 'map(select(.season))' "$t/show-$show"-s*e*.json >"episodes-$show.json"
		serve tvmaze "/shows/$show/episodes?*" "episodes-$show.json"
	done
	providers_ready
	video "TV/The Flash {tvdb-279121}/Season 2/Flash - S02E02.mkv"
	video "TV/Firefly {tvdb-78874}/Season 1/Firefly - S01E13.mkv"
	video "TV/House {tvdb-73255}/Season 1/House - S01E02.mkv"
	through TV tvshows
	expect tvmaze "$(report series:1 series:2 series:3 season:1 season:2 season:3 episode:1 episode:2 episode:3)"
	nfo_says series:1 TV/Fire*/tvshow.nfo
	nfo_says episode:1 TV/Fire*/*/*.nfo
}

# What each program wrote: Radarr and Sonarr had it from a provider, the others' is the library's word.
@test "NFO files of each maker: films" {
	local maker id
	unset METARR_TVDB_KEY METARR_FANARTTV_KEY
	while read -r id maker; do
		video "Films/$id/$id.mkv" "$fixtures/nfo/movie/$maker"
		jq -n --argjson id "$id" '{id: $id, title: "Title of TMDB", original_title: "Original", release_date: "1970-03-31",
			overview: "Words of TMDB.", tagline: "Line of TMDB.", runtime: 136, vote_average: 8.2, vote_count: 25000,
			genres: [{id: 1, name: "Genre of TMDB"}]}' >"$id.json"
		serve tmdb "/3/movie/$id?*" "$id.json"
	done <<-'MAKERS'
		20526 radarr-written-tron-legacy.nfo
		12244 tmm-movie_nfo_kodi.nfo
		348 mediaelch-kodi_v18_Alien_1979.nfo
		791373 nforeader-movie.nfo
	MAKERS
	providers_ready
	through Films movies
	expect makers-films "$(only_fields 20 tmdb:348 tmdb:12244 tmdb:20526 tmdb:791373)"
	nfo_says tmdb:348 Films/348/348.nfo
	nfo_says tmdb:12244 Films/12244/12244.nfo
	nfo_says tmdb:20526 Films/20526/20526.nfo
	nfo_says tmdb:791373 Films/791373/791373.nfo
	# It is Metarr's words that are read back now, and nobody's source is another for it.
	x 0 metarr-scan -q Films
	x 0 metarr-enrich -t movie:1 movie:2 movie:3 movie:4
	same "0 enriched, 4 unchanged, 0 not identified, 0 failed" "$output"
}

# maker_show FOLDER ID NFO VIDEO NFO DAY: a show and an episode of it, and what TVDB says of them
maker_show() {
	local number=${4##*S0}
	mkdir -p "TV/$1"
	[ "$3" = - ] || cp "$fixtures/nfo/tvshow/$3" "TV/$1/tvshow.nfo"
	video "TV/$1/$4.mkv" "$([ "$5" = - ] || echo "$fixtures/nfo/episode/$5")"
	jq -n --argjson id "$2" '{status: "success", data: {id: $id, name: "Title of TVDB", overview: "Words of TVDB.", year: "1970",
		firstAired: "1970-01-01", originalLanguage: "eng", status: {name: "Ended"}, averageRuntime: 7, genres: [{name: "Genre of TVDB"}],
		seasons: [{id: ($id * 10), number: 1, type: {type: "official"}}, {id: ($id * 10 + 1), number: 2, type: {type: "official"}}]}}' >"$2.json"
	serve tvdb "/v4/series/$2/extended?*" "$2.json"
	jq -n --argjson id "$2" --arg day "$6" --argjson season "${number%E*}" --argjson episode "${number##*E0}" '{status: "success", links: {next: null},
		data: {series: {originalLanguage: "eng"}, episodes: [{id: ($id * 100), seasonNumber: $season, number: $episode,
			name: "Name of TVDB", overview: "Told by TVDB.", aired: $day, runtime: 7}]}}' >"$2-list.json"
	serve tvdb "/v4/series/$2/episodes/official?*" "$2-list.json"
}

@test "NFO files of each maker: series and episodes" {
	unset METARR_TMDB_KEY METARR_FANARTTV_KEY
	serve tvdb '/v4/login' "$fixtures/tvdb/login.json"
	maker_show "A {tvdb-121361}" 121361 mediaelch-kodi_v18_show_Game_of_Thrones_TvDb_episode_guide.nfo "A - S01E01" - 2011-04-17
	maker_show "B {tvdb-73871}" 73871 "tmm-testtvshows_Futurama (1999)_tvshow.nfo" "B - S01E01" \
		"tmm-testtvshows_Futurama (1999)_Season 1_Futurama - S01E01 - Space Pilot 3000.nfo" 1999-03-28
	maker_show "C {tvdb-76148}" 76148 sonarr-written-v2-dark-angel.nfo "C - S01E01" - 2000-10-03
	maker_show "D {tvdb-73141}" 73141 - "D - S02E01" mediaelch-kodi_v18_episode_American_Dad_S02E01.nfo 2005-09-11
	maker_show "E {tvdb-102261}" 102261 - "E - S01E01" jellyfin-written-S01E01.nfo 2022-05-08
	providers_ready
	through TV tvshows
	expect makers-shows "$(only_fields 20 series:1 series:2 series:3 episode:2 episode:3 episode:4 episode:5)"
	nfo_says series:1 TV/A*/tvshow.nfo
	nfo_says series:2 TV/B*/tvshow.nfo
	nfo_says series:3 TV/C*/tvshow.nfo
	nfo_says episode:2 TV/B*/*E01.nfo
	nfo_says episode:4 TV/D*/*E01.nfo
	nfo_says episode:5 TV/E*/*E01.nfo
}
