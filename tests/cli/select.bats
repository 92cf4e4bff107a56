# Pictures are chosen by rules and by people, fetched from servers, and published.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper
load provider

setup_file() {
	local i
	cd "$BATS_FILE_TMPDIR" || return
	for i in 1 2 3 4; do
		ffmpeg -loglevel error -nostdin -f lavfi -i "mandelbrot=s=200x300:start_scale=0.$i" -frames:v 1 "$i.jpg"
		ffmpeg -loglevel error -nostdin -i "$i.jpg" -vf scale=100:-1 "small$i.jpg"
	done
	ffmpeg -loglevel error -nostdin -i 1.jpg -q:v 15 1again.jpg
	echo "<html>Please log in.</html>" >page.jpg
}

test_setup() {
	local file
	providers_start
	METARR_TVDB_IMAGE_URL=$PROVIDERS_URL METARR_FANARTTV_IMAGE_URL=$PROVIDERS_URL
	export METARR_TVDB_IMAGE_URL METARR_FANARTTV_IMAGE_URL
	for file in "$BATS_FILE_TMPDIR"/*.jpg; do serve pictures "/${file##*/}" "$file"; done
	providers_ready
	mkdir -p Films/Alien
	head -c 1000 /dev/zero >Films/Alien/Alien.mkv
	metarr-library -q add Films >library
	metarr-scan -q Films >scanned 2>&1 || true # the video is none
}
test_teardown() { providers_stop; }

# candidate KIND PROVIDER FILE LANGUAGE VOTES [SMALL]: as an enrichment finds it, of the film or of $OWNER
candidate() {
	local small=NULL
	[ -z "${6:-}" ] || small="'$PROVIDERS_URL/pictures/$6'"
	sql "INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, provider_url, preview_url, language,
		width, height, vote_count, vote_average, created_at) VALUES (${OWNER:-'movie', 1}, '$1', '$2',
		'$PROVIDERS_URL/pictures/$3', $small, NULLIF('$4', ''), 200, 300, $5, $5, '')" >inserted
}
# The selected ones of a kind, by their ids.
selected() { sql "SELECT id FROM asset_candidates WHERE is_selected = 1 AND asset_type = '$1' ORDER BY id" | paste -sd ' '; }
# Every reference is counted as it is.
counted() {
	same "" "$(sql "SELECT content_hash FROM cache_inventory i WHERE reference_count <> (SELECT COUNT(*) FROM
		asset_candidates c WHERE c.content_hash = i.content_hash AND c.is_rejected = 0
		AND (c.is_selected = 1 OR c.local_path IS NOT NULL)) + (SELECT COUNT(*) FROM displaced_files d
		WHERE d.kind = 'cache' AND d.hash = i.content_hash) + (SELECT COUNT(*) FROM published_files p
		WHERE p.kind = 'artwork' AND p.hash = i.content_hash)")"
}
# orphan ID: whether nobody holds the bytes of a candidate
orphan() {
	[ -n "$(sql "SELECT i.orphaned_at FROM cache_inventory i JOIN asset_candidates c ON c.content_hash = i.content_hash
		WHERE c.id = $1")" ]
}
# What nobody holds goes, as after its grace.
collect() {
	sql "SELECT file_path FROM cache_inventory WHERE reference_count = 0" >orphans
	sql "DELETE FROM cache_inventory WHERE reference_count = 0"
	while read -r file; do rm "$METARR_CACHE/$file"; done <orphans
}

@test "scan, select and publish in one line" {
	candidate poster tmdb 1.jpg en 5
	candidate poster tmdb 2.jpg en 9
	candidate fanart tvdb 3.jpg "" 1
	x 0 bash -c 'set -o pipefail; metarr-ls -j Films | metarr-select | metarr-publish'
	same "published" "$(jq -r .state <<<"$output")"
	same '[{"kind":"fanart","selected":[3],"was":[]},{"kind":"poster","selected":[2],"was":[]}]' "$(jq -c .choices <<<"$output")"
	same "" "$stderr"
	cmp Films/Alien/poster.jpg "$BATS_FILE_TMPDIR/2.jpg"
	cmp Films/Alien/fanart.jpg "$BATS_FILE_TMPDIR/3.jpg"
	same "GET /2.jpg 200
GET /3.jpg 200" "$(requests pictures | sort)"
	x 0 metarr-select -t Films
	same "0 changed, 1 unchanged, 0 failed" "$output"
	same published "$(metarr-ls -j | jq -r .state)"
	counted
}

@test "for people, and what another rule would change" {
	candidate poster tmdb 1.jpg en 5
	candidate poster tmdb 2.jpg "" 9
	x 0 metarr-select -t movie:1
	same "movie:1 Alien: poster: 1 (tmdb, en, 200 x 300, 53.0)
1 changed, 0 unchanged, 0 failed" "$output"
	metarr-library -q rules Films poster text=none >ruled
	x 0 metarr-select -nt Films
	same "movie:1 Alien: poster: 2 (tmdb, 200 x 300, 54.0) instead of 1 (tmdb, en, 200 x 300, 53.0)
1 would change, 0 would not, 0 failed" "$output"
	same 1 "$(selected poster)"
	x 0 metarr-select -t Films
	same 2 "$(selected poster)"
	x 0 metarr-select -nt Films
	same "0 would change, 1 would not, 0 failed" "$output"
	metarr-library -q rules Films poster min_count=3 max_count=1 >ruled
	x 0 metarr-select -ntv Films
	same "metarr-select: movie:1 Alien: poster: 1 of 3" "$stderr"
}

@test "every candidate is explained" {
	candidate fanart tmdb 1.jpg "" 9 small1.jpg
	candidate fanart tvdb 1again.jpg "" 5
	candidate fanart tmdb page.jpg "" 8 small2.jpg
	candidate fanart tmdb 2.jpg "" 7 small2.jpg
	candidate fanart fanart.tv 3.jpg de 3 small3.jpg
	candidate fanart tmdb 4.jpg de 1 small4.jpg
	x 0 metarr-select -t Films
	has "$stderr" "movie:1 Alien: fanart 3 is rejected: no picture that can be read: text/html"
	same "1 4 5" "$(selected fanart)"
	x 0 metarr-show --artwork fanart Alien
	has "${lines[0]}" "Alien: fanart"
	has "$output" "  looks like 1: "
	has "$output" "  rejected: no picture that can be read: text/html"
	has "$output" "  selected (auto)"
	same "Between the first two decides score: 67.56 to 59.56, most of it by votes (+8.00)" "${lines[-1]}"
	x 0 metarr-show -j --artwork fanart Alien
	same "1 taken null
4 taken null
2 duplicate duplicate
5 taken null
6 behind null
3 rejected rejected" "$(jq -r '.artwork.fanart[] | "\(.id) \(.verdict) \(.dropped)"' <<<"$output")"
	same "true" "$(jq '[.artwork.fanart[] | select(.auto_score) | (.auto_score - (.parts | add) | fabs) < 1e-9] | all' <<<"$output")"
	same "1 0" "$(jq -r '.artwork.fanart[] | select(.id == 2) | "\(.duplicate_of) \(.rank // 0)"' <<<"$output")"
	has "$(jq -r .decided.fanart <<<"$output")" "score: 67.56 to 59.56"
	x 0 metarr-show --artwork all Alien
	x 1 metarr-show --artwork banner Alien
	same "metarr-show: movie:1 has no candidate of 'banner'" "$stderr"
	hasnt "$(requests pictures)" "GET /4.jpg"
	counted
}

@test "a person chooses, and takes it back" {
	candidate poster tmdb 1.jpg en 9
	candidate poster tmdb 2.jpg en 5
	metarr-select -q Films >chosen
	x 0 metarr-select -t --choose 2
	same "movie:1 Alien: poster: 1 -> 2, locked
to take it back: metarr undo --batch 1" "$output"
	same "2" "$(selected poster)"
	same "manual" "$(sql "SELECT selected_by FROM asset_candidates WHERE id = 2")"
	x 0 metarr-publish -q Films
	cmp Films/Alien/poster.jpg "$BATS_FILE_TMPDIR/2.jpg"
	x 0 metarr-select -t Films
	same "0 changed, 1 unchanged, 0 failed" "$output"
	x 0 metarr-select -t --choose 2
	same "movie:1 Alien: it was so already" "$output"
	x 0 metarr-undo -qt --batch 1
	same "1" "$(selected poster)"
	x 0 metarr-publish -q Films
	cmp Films/Alien/poster.jpg "$BATS_FILE_TMPDIR/1.jpg"
	x 0 metarr-select --choose 2
	same "selected 2 poster true" "$(jq -r '"\(.state) \(.batch) \(.changes[0].field) \(.changes[0].locked)"' <<<"$output" | sed 's/ [0-9]* / 2 /')"
	x 0 metarr-select -nt Films
	same "0 would change, 1 would not, 0 failed" "$output"
	x 0 metarr-select -nt --unlock poster Films # as it would be without the lock
	has "$output" "movie:1 Alien: poster: 1 (tmdb, en, 200 x 300, 69.0) instead of 2 (tmdb, en, 200 x 300, 53.0)"
	same "2" "$(selected poster)"
	x 0 metarr-select -nt --reselect 2
	has "$output" "movie:1 Alien: poster: 1 (tmdb, en, 200 x 300, 69.0) instead of 2 (tmdb, en, 200 x 300, 53.0)"
	same "2" "$(selected poster)"
	x 0 metarr-select -t --unlock poster Films
	same "1" "$(selected poster)"
	x 1 metarr-select --choose 99
	same "metarr-select: there is no candidate 99" "$stderr"
	counted
}

@test "what is chosen no more is an orphan, taken up again in its grace and fetched again after it" {
	candidate poster tmdb 1.jpg en 9
	candidate poster tmdb 2.jpg en 5
	x 0 metarr-select -q Films
	x 0 metarr-select -qt --choose 2
	orphan 1
	x 0 metarr-select -qt --choose 1
	orphan 2
	run ! orphan 1
	same "GET /1.jpg 200
GET /2.jpg 200" "$(requests pictures)"
	x 0 metarr-publish -q Films
	x 0 metarr-select -qt --choose 2
	run ! orphan 1 # it is published
	collect
	x 0 metarr-undo -qt Films
	same "1" "$(selected poster)"
	x 0 metarr-select -qt --reject 1
	run ! orphan 1
	x 0 metarr-publish -q Films # the kind is locked and has no picture: the file goes, and can be put back
	[ ! -e Films/Alien/poster.jpg ]
	run ! orphan 1
	collect
	run ! orphan 2 # nor anything else
	x 0 metarr-select -t --choose 2
	has "$output" "poster:"
	same "GET /2.jpg 200" "$(requests pictures | tail -n 1)"
	same 3 "$(requests pictures | wc -l)"
	x 0 metarr-select -qt --reject 2
	collect
	x 0 metarr-undo -t --batch "$(sql "SELECT MAX(batch_id) FROM edits")"
	has "$output" "was a picture that the cache has no more"
	counted
	x 0 metarr-db check
}

@test "pictures of actors are fetched where they are wanted" {
	candidate actor/Tom_Doe tmdb 1.jpg "" 5
	candidate actor/Ann_Low tmdb 2.jpg "" 5
	x 0 metarr-library -q set Films actors no
	x 0 metarr-select -qt Films
	same "" "$(requests pictures)"
	x 0 metarr-library -q set Films actors yes
	x 0 metarr-select -qt Films
	same "1" "$(selected actor/Tom_Doe)"
	same 2 "$(requests pictures | wc -l)"
	x 0 metarr-library -q set Films actors no
	x 0 metarr-select -qt Films
	same "" "$(selected actor/Tom_Doe)"
	orphan 1
	counted
}

@test "an address with a space in it" {
	candidate poster tmdb "1 of ü.jpg" en 9
	serve pictures "/1%20of%20%C3%BC.jpg" "$BATS_FILE_TMPDIR/1.jpg"
	providers_ready
	x 0 metarr-select -qt Films
	same "" "$stderr"
	same "1" "$(selected poster)"
	counted
}

@test "a choice that cannot be had says so, and nothing changes" {
	candidate poster tmdb 1.jpg en 9
	candidate poster tmdb gone.jpg en 5
	candidate poster tmdb page.jpg en 5
	metarr-select -q Films >chosen
	x 1 metarr-select --choose 2
	has "$stderr" "/gone.jpg': the server says 404"
	x 65 metarr-select --choose 3
	has "$stderr" "no picture that can be read: text/html"
	same "1" "$(selected poster)"
	counted
}

@test "what is rejected is never chosen again, until it is taken back" {
	candidate poster tmdb 1.jpg en 9
	candidate poster tmdb 2.jpg en 5
	candidate fanart tmdb 1.jpg "" 5
	metarr-select -q Films >chosen
	x 0 metarr-select -t --reselect 1 --reason "too dark"
	# The same address was that of another kind's picture, too.
	same "movie:1 Alien: poster: 1 -> rejected: 1
to take it back: metarr undo --batch 1
movie:1 Alien: fanart: none instead of 3 (tmdb, 200 x 300, 51.6)
movie:1 Alien: poster: 2 (tmdb, en, 200 x 300, 53.0)" "$output"
	same "2" "$(selected poster)"
	x 0 metarr-select --rejected
	same "tmdb poster too dark" "$(jq -r '"\(.provider) \(.asset_type) \(.reason)"' <<<"$output")"
	x 65 metarr-select --choose 1
	same "metarr-select: candidate 1 is rejected: --unreject it first" "$stderr"
	x 0 metarr-select -q --unreject 1
	x 0 metarr-select -t Films
	same "1" "$(selected poster)"
	same "" "$(metarr-select --rejected)"
	x 0 metarr-select -q --reject 1
	same "" "$(selected poster)"
	x 0 metarr-undo -q --batch 3
	same "1" "$(selected poster)"
	counted
}

@test "a picture of one's own" {
	candidate poster tmdb 1.jpg en 9
	metarr-select -q Films >chosen
	x 0 metarr-select -nt --upload movie:1 poster "$BATS_FILE_TMPDIR/4.jpg"
	same "would choose '$BATS_FILE_TMPDIR/4.jpg' as poster of movie:1" "$output"
	x 0 metarr-select -t --upload movie:1 poster "$BATS_FILE_TMPDIR/4.jpg"
	same "movie:1 Alien: poster: 1 -> 2, locked
to take it back: metarr undo --batch 1" "$output"
	x 0 metarr-select -t --upload movie:1 poster "$BATS_FILE_TMPDIR/4.jpg"
	same "movie:1 Alien: it was so already" "$output"
	x 0 metarr-publish -q Films
	cmp Films/Alien/poster.jpg "$BATS_FILE_TMPDIR/4.jpg"
	x 0 metarr-scan -q Films
	x 0 metarr-select -t Films
	same "2" "$(selected poster)"
	x 65 metarr-select --upload movie:1 poster "$BATS_FILE_TMPDIR/page.jpg"
	same "metarr-select: no picture that can be read: text/html" "$stderr"
	x 65 metarr-select --upload movie:1 plakat "$BATS_FILE_TMPDIR/4.jpg"
	has "$stderr" "'plakat' is no kind of artwork"
	x 1 metarr-select --upload movie:99 poster "$BATS_FILE_TMPDIR/4.jpg"
	counted
}

@test "pictures of the library stay, until the rule lets them go" {
	cp "$BATS_FILE_TMPDIR/4.jpg" Films/Alien/poster.jpg
	metarr-scan -q Films >scanned
	candidate poster tmdb 1.jpg en 9
	x 0 metarr-select -t Films
	same "0 changed, 1 unchanged, 0 failed" "$output"
	metarr-library -q rules Films poster replace_local=yes >ruled
	x 0 metarr-select -q Films
	x 0 metarr-scan -q Films
	same "2" "$(selected poster)"
	x 0 metarr-publish -q Films
	cmp Films/Alien/poster.jpg "$BATS_FILE_TMPDIR/1.jpg"
	x 0 metarr-scan -q Films
	x 0 metarr-select -t Films
	same "0 changed, 1 unchanged, 0 failed" "$output"
	x 0 metarr-undo -q --original Films
	cmp Films/Alien/poster.jpg "$BATS_FILE_TMPDIR/4.jpg"
	counted
}

@test "where no server answers, another time" {
	candidate poster tmdb 1.jpg en 9
	providers_stop
	x 75 bash -c 'metarr-ls -j Films | metarr-select'
	same "provider true" "$(jq -r '"\(.error.code) \(.error.retry)"' <<<"$output")"
	same "" "$(selected poster)"
	x 75 metarr-select -t Films
	has "$stderr" "metarr-select: movie:1 Alien: poster 1: "
}

@test "only from where the configuration says" {
	candidate poster tmdb 1.jpg en 9
	export METARR_TMDB_IMAGE_URL=https://image.tmdb.org/t/p
	x 0 metarr-select -t Films
	has "$stderr" "is not where the configuration says that tmdb keeps pictures ('https://image.tmdb.org/t/p')"
	same "" "$(requests pictures)"
}

@test "the cache has what the server has no more" {
	candidate poster tmdb 1.jpg en 9
	metarr-select -q Films >chosen
	providers_stop
	sql "UPDATE asset_candidates SET is_selected = 0, selected_by = NULL"
	x 0 metarr-select -t Films
	same "1" "$(selected poster)"
}

@test "the pictures of a set come with those of its films" {
	mkdir Sets
	echo "sets_folder = $PWD/Sets" >"$METARR_CONF"
	echo '<movie><title>Alien</title><set><name>Aliens</name></set></movie>' >Films/Alien/movie.nfo
	metarr-scan -q Films >scanned
	OWNER="'set', 1" candidate poster tmdb 1.jpg en 9
	OWNER="'set', 1" candidate fanart tmdb gone.jpg en 9
	x 0 metarr-select -t Films
	has "$stderr" "movie:1 Alien: fanart 2 is passed over: "
	same "1" "$(selected poster)"
	x 0 metarr-publish -q Films
	cmp Sets/Aliens/poster.jpg "$BATS_FILE_TMPDIR/1.jpg"
	x 0 metarr-show --artwork poster set:1
	has "$output" "selected (auto)"
	x 0 metarr-select -t set:1
	has "$output" "0 changed, "
	counted
}

@test "a series has languages of its own" {
	mkdir -p Shows/Lost
	echo '<tvshow><title>Lost</title></tvshow>' >Shows/Lost/tvshow.nfo
	head -c 1000 /dev/zero >"Shows/Lost/Lost S01E01.mkv"
	metarr-library -q add Shows >library
	metarr-scan -q Shows >scanned 2>&1 || true
	OWNER="'series', 1" candidate poster tmdb 1.jpg en 9
	OWNER="'series', 1" candidate poster tmdb 2.jpg de 1
	OWNER="'season', 1" candidate poster tmdb 3.jpg de 1
	OWNER="'season', 1" candidate poster tmdb 4.jpg en 1
	x 0 metarr-select -q Shows
	same "1 4" "$(selected poster)"
	sql "UPDATE series SET language = 'de,en'"
	x 0 metarr-select -q Shows
	same "2 3" "$(selected poster)"
}

@test "records of others pass, and wrong usage" {
	x 1 metarr-select <<<'{"type":"movie","id":99}
{"no":"item"}
{"type":"movie","id":1,"error":{"code":"io","message":"x","retry":true}}'
	same "not_found
null
io" "$(jq -r .error.code <<<"$output")"
	x 0 metarr-select -j </dev/null
	same "metarr-select: no records came in; -a means all" "$stderr"
	for words in "--choose x" "--choose 1 Films" "--choose 1 --reject 2" "--upload movie:1 poster" "--reason x" "-a Films" "--rejected x"; do
		# shellcheck disable=SC2086
		x 64 metarr-select $words
	done
	x 64 metarr-select --unlock plakat! Films
}
