# What providers say of items, from their first question to the NFO.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper
load provider

test_setup() {
	providers_start
	unset METARR_TVDB_KEY # nobody waits for it, then
}
test_teardown() { providers_stop; }

# film FOLDER [NFO]: a film on disk
film() {
	mkdir -p "Films/$1"
	head -c 1000 /dev/zero >"Films/$1/$1.mkv"
	[ -z "${2:-}" ] || printf '%s\n' "$2" >"Films/$1/movie.nfo"
}
# added: the library is there and scanned
added() {
	metarr-library -q add Films >library
	metarr-scan -q Films >scanned 2>&1 || true # the videos are none
}
# details ID TITLE YEAR [JQ]: what TMDB says of a film
details() {
	jq -n --argjson id "$1" --arg title "$2" --arg year "$3" '{id: $id, title: $title, original_title: $title,
		release_date: ($year + "-03-31"), overview: ("About " + $title + "."), tagline: "", runtime: 136,
		imdb_id: ("tt000" + ($id | tostring)), vote_average: 8.2, vote_count: 25000,
		genres: [{id: 1, name: "Action"}, {id: 2, name: "Science Fiction"}],
		images: {posters: [{file_path: ("/p" + ($id | tostring) + ".jpg"), width: 2000, height: 3000,
			iso_639_1: "en", vote_average: 5.5, vote_count: 7}], backdrops: [], logos: []}}'" | ${4:-.}" >"details-$1.json"
	serve tmdb "/3/movie/$1?*" "details-$1.json"
}
# found QUERY ID…: what a search for it gives
found() {
	local query=$1 id
	shift
	for id; do jq '{id, title, original_title, release_date, popularity: 1}' "details-$id.json"; done | jq -s '{page: 1, results: .}' >found.json
	serve tmdb "/3/search/movie?$query" found.json
}
state() { sql "SELECT state FROM movies WHERE id = 1"; }
field() { sql "SELECT COALESCE($1, '-') FROM movies WHERE id = 1"; }
source_of() { sql "SELECT source FROM field_state WHERE entity_type = 'movie' AND entity_id = 1 AND field = '$1'"; }

@test "a film is identified, filled and published" {
	film "The Matrix (1999)"
	details 603 "The Matrix" 1999
	found "query=The%20Matrix&year=1999&language=en" 603
	providers_ready
	added
	x 0 bash -c 'set -o pipefail; metarr-ls -j Films | metarr-enrich | metarr-publish'
	same "published" "$(jq -r .state <<<"$output")"
	same "" "$stderr"
	same "About The Matrix.|136|603|tt000603|1999-03-31" "$(field "plot || '|' || runtime || '|' || tmdb_id || '|' || imdb_id || '|' || premiered")"
	same "tmdb" "$(source_of plot)"
	same "poster|tmdb|$METARR_TMDB_IMAGE_URL/original/p603.jpg|0" "$(sql "SELECT asset_type, provider, provider_url, is_downloaded FROM asset_candidates")"
	x 0 metarr-nfo read "Films/The Matrix (1999)/movie.nfo"
	same '["The Matrix","About The Matrix.",136,["Action","Science Fiction"],[{"source":"tmdb","value":8.2}]]' \
		"$(jq -c '[.title, .plot, .runtime, .genres, [.ratings[] | {source, value}]]' <<<"$output")"
	# Nothing is left to do of the library, and what is named is asked about by what was kept.
	requests tmdb >before
	x 0 metarr-enrich -t Films
	same "0 enriched, 0 unchanged, 0 not identified, 0 failed" "$output"
	x 0 metarr-enrich -t movie:1
	same "0 enriched, 1 unchanged, 0 not identified, 0 failed" "$output"
	same "published" "$(state)"
	same "$(cat before)" "$(requests tmdb | grep -v ' 304$')"
}

@test "several could be it, and a person says which" {
	film "Solaris"
	details 593 Solaris 1972
	details 2103 Solaris 2002
	found "query=Solaris&language=en" 593 2103
	providers_ready
	added
	x 0 metarr-enrich -t Films
	same "0 enriched, 0 unchanged, 1 not identified, 0 failed" "$output"
	same "metarr-enrich: movie:1 Solaris: 2 could be it: 'metarr show --matches' lists them" "$stderr"
	same "needs_identification" "$(state)"
	x 0 metarr-show --matches movie:1
	has "$output" "tmdb=2103  2002  Solaris"
	# It is published as it is, and why nobody knows which one it is stays.
	x 0 metarr-publish -q Films
	metarr-edit -q movie:1 mpaa=G
	x 0 metarr-publish -q Films
	same "published|2 could be it: 'metarr show --matches' lists them" "$(field "state || '|' || error_message")"
	x 0 metarr-show -t movie:1
	has "$output" "not identified: 2 could be it"
	metarr-edit -q movie:1 tmdb=2103
	x 0 metarr-enrich -t Films
	same "enriched|2002" "$(field "state || '|' || year")"
	# It was the other one after all.
	metarr-edit -q movie:1 mpaa=PG
	metarr-edit -q movie:1 tmdb=593
	same "identified|-|PG" "$(field "state || '|' || COALESCE(plot, '-') || '|' || mpaa")"
	same 0 "$(sql "SELECT COUNT(*) FROM asset_candidates")"
	x 0 metarr-enrich -t Films
	same "enriched|1972|tt000593|PG" "$(field "state || '|' || year || '|' || imdb_id || '|' || mpaa")"
	has "$(sql "SELECT provider_url FROM asset_candidates")" /p593.jpg
}

@test "nothing new: one conditional request, and no write" {
	local before
	shopt -s nullglob
	film "The Matrix (1999)"
	film "Solaris"
	film "Nobody Knows This (2001)"
	details 603 "The Matrix" 1999 '.belongs_to_collection = {id: 7, name: "A set"}'
	details 593 Solaris 1972
	details 2103 Solaris 2002
	found "query=The%20Matrix&year=1999&language=en" 603
	found "query=Solaris&language=en" 593 2103
	jq -n '{id: 7, name: "A set", overview: "Of films.", images: {}, parts: []}' >set.json
	serve tmdb '/3/collection/7?*' set.json
	providers_ready
	added
	x 0 metarr-enrich -t Films
	has "$output" "1 enriched, 1 unchanged, 2 not identified, 0 failed"
	requests tmdb >first
	before=$(written)
	x 0 metarr-enrich -t movie:1 movie:2 movie:3 set:1
	has "$output" "0 enriched, 2 unchanged, 2 not identified, 0 failed"
	same "$before" "$(written)"
	requests tmdb | tail -n "+$(($(wc -l <first) + 1))" >second
	same "" "$(sort second | uniq -d)"
	same "304 404" "$(sed 's/.* //' second | sort -u | paste -sd ' ')" # who does not know a title has no ETag
	# The next day's answer has its time written, and that is all.
	sql "UPDATE movies SET enriched_at = '2000-01-01 00:00:00.000' WHERE enriched_at IS NOT NULL"
	sql "UPDATE movies SET updated_at = '2000-01-01 00:00:00.000'"
	x 0 metarr-enrich -t movie:1 movie:2 movie:3
	same 0 "$(sql "SELECT COUNT(*) FROM movies WHERE COALESCE(enriched_at, updated_at) < '2001'")"
	same 1 "$(sql "SELECT COUNT(*) FROM movies WHERE updated_at < '2001'")"
	before=$(written)
	x 0 metarr-enrich -q movie:1 movie:2 movie:3
	same "$before" "$(written)"
}

@test "what the library says, what Radarr wrote, and what is locked" {
	film "Mine (1999) {tmdb-1}" "<movie><title>My own</title><plot>My words.</plot></movie>"
	film "Theirs (1999) {tmdb-2}" "<movie>
  <title>Theirs</title>
  <plot>Radarr's words.</plot>
  <watched>false</watched>
</movie>"
	film "Locked (1999) {tmdb-3}"
	details 1 One 1999
	details 2 Two 1999
	details 3 Three 1999
	providers_ready
	added
	metarr-edit -q "tmdb:3" plot=Locked. genres+=Noir
	x 0 metarr-enrich -q Films
	same "My own|My words.|nfo" "$(sql "SELECT title, plot, (SELECT source FROM field_state WHERE entity_id = m.id AND field = 'plot') FROM movies m WHERE tmdb_id = 1")"
	same "Two|About Two.|tmdb" "$(sql "SELECT title, plot, (SELECT source FROM field_state WHERE entity_id = m.id AND field = 'plot') FROM movies m WHERE tmdb_id = 2")"
	same "Three|Locked." "$(sql "SELECT title, plot FROM movies WHERE tmdb_id = 3")"
	same "Action Science Fiction Noir" "$(metarr-show -j tmdb:3 | jq -r '.fields.genres.value | join(" ")')"
	x 0 metarr-enrich -nt --replace=plot tmdb:1 tmdb:3
	has "$output" "plot: My words. -> About One."
	has "$output" "1 would change, 1 unchanged, 0 not identified, 0 failed"
	same "My words." "$(sql "SELECT plot FROM movies WHERE tmdb_id = 1")"
	x 0 metarr-enrich -q --replace=plot tmdb:1 tmdb:3
	same "My own|About One." "$(sql "SELECT title, plot FROM movies WHERE tmdb_id = 1")"
	same "Locked." "$(sql "SELECT plot FROM movies WHERE tmdb_id = 3")"
	x 64 metarr-enrich --replace=plots tmdb:1
	same "metarr-enrich: there is no field 'plots'" "$stderr"
	x 64 metarr-enrich --providers imdb tmdb:1
	x 64 metarr-enrich --priority 11 tmdb:1
}

@test "an id that only the folder's name has" {
	film "Mine (1999) {tmdb-1}" '<movie><title>Mine</title><uniqueid type="imdb">tt0001</uniqueid></movie>'
	film "Theirs (1999) {tmdb-2}" '<movie><title>Theirs</title><uniqueid type="imdb">tt0003</uniqueid></movie>'
	details 1 One 1999
	details 2 Two 1999
	providers_ready
	added
	x 0 metarr-enrich -q Films
	# The second is another film by its NFO.
	same "1|tt0001|About One.|enriched
|tt0003||needs_identification" "$(sql "SELECT tmdb_id, imdb_id, plot, state FROM movies ORDER BY imdb_id")"
}

@test "a provider that answers nonsense fails the item, which loses nothing" {
	film "One (1999) {tmdb-1}"
	film "Two (1999) {tmdb-2}"
	details 1 One 1999
	echo '[]' >nonsense.json
	serve tmdb '/3/movie/2?*' nonsense.json
	providers_ready
	added
	x 1 metarr-enrich -j Films
	same "enriched - error_provider -" "$(sql "SELECT state FROM movies ORDER BY tmdb_id" | paste -sd ' ' | sed 's/ / - /; s/$/ -/')"
	has "$(jq -r 'select(.error).error.message' <<<"$output")" "is not what was asked for"
	same "$(jq -r 'select(.error).error.message' <<<"$output" | sed 's/^[^:]*:[0-9]* Two: //')" "$(sql "SELECT error_message FROM movies WHERE tmdb_id = 2")"
	x 1 metarr-enrich -q Films
	same 2 "$(sql "SELECT attempts FROM provider_items WHERE provider = 'tmdb' AND failed_at IS NOT NULL")"
	details 2 Two 1999
	providers_ready
	x 0 metarr-enrich -t Films
	same "enriched enriched" "$(sql "SELECT state FROM movies" | paste -sd ' ')"
	same 0 "$(sql "SELECT COUNT(*) FROM provider_items WHERE failed_at IS NOT NULL")"
}

@test "five at once" {
	local i
	unset METARR_FANARTTV_KEY # two a second for all of them
	for i in 1 2 3 4 5 6 7 8; do
		film "Film $i (1999) {tmdb-$i}"
		details "$i" "Film $i" 1999
	done
	providers_ready
	added
	for i in 1 2 3 4 5; do metarr-enrich -q Films >"out$i" 2>"err$i" 3>&- & done
	wait
	same "" "$(cat err?)"
	same 8 "$(sql "SELECT COUNT(*) FROM movies WHERE state = 'enriched' AND plot IS NOT NULL")"
	same 8 "$(sql "SELECT COUNT(*) FROM asset_candidates")"
}

@test "killed in the middle, the next run goes on" {
	local i
	for i in 1 2 3; do
		film "Film $i (1999) {tmdb-$i}"
		details "$i" "Film $i" 1999
	done
	providers_ready
	added
	mkfifo in
	metarr-enrich -j <in >out 2>err 3>&- &
	exec 7>in
	metarr-ls -j Films | head -1 >&7
	until [ -s out ]; do sleep 0.01; done # a record leaves when it is stored
	kill -KILL $!
	exec 7>&-
	wait
	same "enriched" "$(jq -r .state <out)"
	x 0 metarr-enrich -t Films
	has "$output" "2 enriched, 0 unchanged, 0 not identified, 0 failed"
	same 3 "$(sql "SELECT COUNT(*) FROM movies WHERE state = 'enriched'")"
}

# Three films, and a provider that is asked once a second: enrich in the background, in $enrich, from "films" into "out"
slowly() {
	local i
	for i in 1 2 3; do
		film "Film $i (1999) {tmdb-$i}"
		details "$i" "Film $i" 1999
	done
	providers_ready
	added
	metarr-ls -j Films >films
	export METARR_TMDB_RATE=1 METARR_TMDB_RATE_KEPT=0
	unset METARR_FANARTTV_KEY
	# A job of a script ignores what a terminal sends.
	env --default-signal=INT metarr-enrich -j <films >out 2>err 3>&- &
	enrich=$!
}

@test "interrupted, what was answered is stored and told, and the rest is as it was" {
	slowly
	until [ -s out ]; do sleep 0.01; done
	kill -INT "$enrich"
	status=0
	wait "$enrich" || status=$?
	same 75 "$status"
	has "$(cat err)" "metarr-enrich: interrupted"
	same "$(sql "SELECT id FROM movies WHERE state = 'enriched' AND enriched_at IS NOT NULL AND plot IS NOT NULL ORDER BY id")" \
		"$(jq -r 'select(.state == "enriched") | .id' out)"
	[ "$(wc -l <out)" -lt 3 ]
	same "" "$(tail -c 1 out)" # a whole line
	unset METARR_TMDB_RATE
	x 0 metarr-enrich -t Films
	has "$output" "$((3 - $(wc -l <out))) enriched, 0 unchanged"
}

@test "a person edits what is being asked about" {
	slowly
	until [ "$(requests tmdb | wc -l)" -ge 1 ]; do sleep 0.01; done
	kill -STOP "$enrich"
	metarr-edit -q movie:2 plot=Mine. >edited
	metarr-edit -q movie:3 tmdb=9 >>edited
	kill -CONT "$enrich"
	status=0
	wait "$enrich" || status=$?
	same "Film 2|Mine.|136|enriched" "$(sql "SELECT title, plot, runtime, state FROM movies WHERE id = 2")"
	same "Film 3|9|-|identified" "$(sql "SELECT title, tmdb_id, COALESCE(plot, '-'), state FROM movies WHERE id = 3")"
	same "changed_meanwhile" "$(jq -r 'select(.id == 3).error.code' out)"
	has "$(jq -r 'select(.id == 3).error.message' out)" "somebody changed its ids meanwhile"
	same 75 "$status"
}

@test "more pictures of a kind, from those who are named" {
	film "One (1999) {tmdb-1}"
	details 1 One 1999
	providers_ready
	added
	metarr-enrich -q Films
	requests fanart.tv >before
	details 1 One 1999 '.overview = "Other words."'
	jq -n '{id: 1, backdrops: [], logos: [], posters: [("p1", "p2", "p3") | {file_path: "/\(.).jpg", width: 2000, height: 3000,
		iso_639_1: "fi", vote_average: 5.5, vote_count: 7}]}' >images.json
	serve tmdb '/3/movie/1/images' images.json
	providers_ready
	x 0 metarr-enrich -j --artwork poster --providers tmdb movie:1
	same 3 "$(jq .found <<<"$output")"
	same "p1 p2 p3" "$(sql "SELECT provider_url FROM asset_candidates WHERE asset_type = 'poster' ORDER BY provider_url" | sed 's|.*/||; s|\.jpg||' | paste -sd ' ')"
	same "About One.|enriched" "$(field "plot || '|' || state")"
	same "$(cat before)" "$(requests fanart.tv)"
	x 0 metarr-enrich -t --artwork clearlogo --providers tmdb movie:1
	has "$output" "0 of clearlogo"
}

@test "records keep their order, and what is none of ours passes" {
	film "One (1999) {tmdb-1}"
	film "Two (1999) {tmdb-2}"
	details 1 One 1999
	details 2 Two 1999
	providers_ready
	added
	x 0 bash -c '(echo "{\"type\":\"other\"}"; metarr-ls -j Films; echo "{\"type\":\"movie\",\"id\":1,\"error\":{\"code\":\"io\",\"message\":\"m\",\"retry\":false}}") | metarr-enrich'
	same "other movie:1 movie:2 movie:1" "$(jq -r 'if .id then "\(.type):\(.id)" else .type end' <<<"$output" | paste -sd ' ')"
	x 1 bash -c 'echo "{\"type\":\"movie\",\"id\":99}" | metarr-enrich'
	same "not_found" "$(jq -r .error.code <<<"$output")"
	x 0 bash -c ': | metarr-enrich'
	same "metarr-enrich: no records came in; -a means all" "$stderr"
}

@test "a provider without a key is passed by, and said once" {
	film "One (1999) {tmdb-1}"
	film "Two (1999) {tmdb-2}"
	details 1 One 1999
	details 2 Two 1999
	providers_ready
	added
	unset METARR_FANARTTV_KEY
	x 0 metarr-enrich -t Films
	same "metarr-enrich: fanart.tv is not asked: it has no key" "$stderr"
	unset METARR_TMDB_KEY
	x 0 metarr-enrich -t movie:1
	has "$stderr" "metarr-enrich: tmdb is not asked: it has no key"
	has "$stderr" "no provider can be asked: none has a key"
	same "enriched" "$(state)" # nobody has said anything else
}

@test "a key that is refused is said once" {
	film "One (1999) {tmdb-1}"
	film "Two (1999) {tmdb-2}"
	film "Three (1999) {tmdb-3}"
	details 1 One 1999
	details 2 Two 1999
	echo '{}' >refused.json
	serve fanart.tv '/v3/movies/1?*' refused.json 401
	serve fanart.tv '/v3/movies/2?*' refused.json 401
	serve tmdb '/3/movie/3?*' refused.json 401
	providers_ready
	added
	x 0 metarr-enrich -t tmdb:1 tmdb:2
	same "metarr-enrich: fanart.tv does not take the key (401)" "$stderr"
	same "2 enriched, 0 unchanged, 0 not identified, 0 failed" "${lines[-1]}"
	# Pictures alone are no details.
	serve fanart.tv '/v3/movies/3?*' refused.json
	providers_ready
	x 78 metarr-enrich -t tmdb:3
	has "$stderr" " Three: TMDB does not take the key (401)"
	same "error_provider" "$(sql "SELECT state FROM movies WHERE tmdb_id = 3")"
}

@test "who has a key, and is it good" {
	echo '{"images":{}}' >configuration.json
	serve tmdb '/3/configuration' configuration.json
	serve tvmaze '/shows/1' configuration.json
	providers_ready
	metarr-db create
	x 0 metarr-enrich --check-providers -j
	same "tmdb good tvdb no_key fanart.tv good" "$(jq -r '"\(.provider) \(.provider_state)"' <<<"$output" | head -3 | paste -sd ' ')"
	hasnt "$output$stderr" "$METARR_TMDB_KEY"
	x 0 metarr-check -tv
	has "$output" "provider tmdb: good"
	has "$output" "provider tvdb: no_key"
	serve tmdb '/3/configuration' configuration.json 401
	providers_ready
	x 1 metarr-check -j
	same "provider_refused" "$(jq -r .finding <<<"$output" | grep provider)"
	hasnt "$output$stderr" "$METARR_TMDB_KEY"
}

@test "what is due, but for what did not change" {
	film "One (1999) {tmdb-1}"
	film "Two (1999) {tmdb-2}"
	details 1 One 1999
	details 2 Two 1999
	providers_ready
	added
	unset METARR_FANARTTV_KEY
	metarr-enrich -q Films
	x 0 metarr-enrich -tqa --due
	sql "UPDATE movies SET enriched_at = '$(date -u -d '-8 days' '+%F %T.000')', premiered = '$(date -u -d '-30 days' +%F)'"
	details 1 One 1999 '.overview = "Better words."'
	details 2 Two 1999 '.overview = "Nobody asks for these."'
	echo '{"results":[{"id":1,"adult":false}],"page":1,"total_pages":1,"total_results":1}' >changes.json
	serve tmdb '/3/movie/changes?*' changes.json
	providers_ready
	sql "DELETE FROM provider_cache" # as if it were not fresh any more
	requests tmdb >before
	x 0 metarr-enrich -t -a --due
	has "$output" "1 enriched, 1 unchanged, 0 not identified, 0 failed"
	same "Better words.
About Two." "$(sql "SELECT plot FROM movies ORDER BY tmdb_id")"
	same 0 "$(requests tmdb | tail -n "+$(($(wc -l <before) + 1))" | grep -c 'movie/2?')"
	same 0 "$(sql "SELECT COUNT(*) FROM provider_cache WHERE url LIKE '%/changes%'")"
	x 0 metarr-enrich -t -a --due
	has "$output" "0 enriched, 0 unchanged, 0 not identified, 0 failed"
}
