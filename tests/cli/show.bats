# One item with everything, for people and for programs.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper

test_setup() {
	mkdir -p Films/Alien
	metarr-library -q add Films >library
	sql "INSERT INTO movies (id, library_id, title, sort_key, year, plot, state, has_unpublished_changes, file_path, folder, \
nfo_path, tmdb_id, error_message, created_at) VALUES (1, 1, 'Alien', 'alien', 1979, 'In
space.', 'error_publish', 1, '$PWD/Films/Alien/Alien.mkv', 'Alien', '$PWD/Films/Alien/movie.nfo', 348, 'no space', 'then')"
	sql "INSERT INTO movies (id, library_id, title, sort_key, file_path, folder, deleted_on, created_at) VALUES \
(2, 1, 'Gone', 'gone', '$PWD/Films/Gone/Gone.mkv', 'Gone', '2030', 'then')"
	sql "INSERT INTO field_state (entity_type, entity_id, field, source, locked, updated_at) VALUES \
('movie', 1, 'title', 'nfo', 0, '2024-01-02'), ('movie', 1, 'plot', 'edit', 1, '2024-01-03'), \
('movie', 1, 'genres', 'nfo', 0, '2024-01-02')"
	sql "INSERT INTO genres (id, name) VALUES (1, 'Horror'), (2, 'Drama')"
	sql "INSERT INTO item_genres (entity_type, entity_id, genre_id, position) VALUES ('movie', 1, 1, 0), ('movie', 1, 2, 1)"
	sql "INSERT INTO asset_candidates (id, entity_type, entity_id, asset_type, provider, local_path, width, height, \
is_selected, selected_by, created_at) VALUES (5, 'movie', 1, 'poster', 'local', '$PWD/Films/Alien/poster.jpg', 1000, 1500, 1, \
'local', ''), (6, 'movie', 1, 'fanart', 'local', '$PWD/Films/Alien/fanart.jpg', NULL, NULL, 0, NULL, '')"
	sql "INSERT INTO video_streams (entity_type, entity_id, codec, width, height, duration_seconds, hdr_type) VALUES \
('movie', 1, 'hevc', 3840, 1600, 7022, 'hdr10')"
	sql "INSERT INTO audio_streams (entity_type, entity_id, codec, channels, language, is_default) VALUES \
('movie', 1, 'truehd', 8, 'eng', 1)"
	sql "INSERT INTO subtitle_streams (entity_type, entity_id, codec, language, file_path) VALUES \
('movie', 1, 'subrip', 'ger', '/x.srt')"
	sql "INSERT INTO unknown_files (entity_type, entity_id, file_path) VALUES ('movie', 1, '$PWD/Films/Alien/x.rar')"
	sql "INSERT INTO publish_log (id, entity_type, entity_id, library_id, nfo_hash, published_at, success, open, \
error_message) VALUES (7, 'movie', 1, 1, '', '2024-01-04', 0, 0, 'no space')"
	sql "INSERT INTO nfo_versions (entity_type, entity_id, version, hash, path, origin, seen_at) VALUES \
('movie', 1, 0, 'abcdef0123456789', '$PWD/Films/Alien/movie.nfo', 'found', '2024-01-02')"
}

@test "everything, for people, into a pipe too" {
	x 0 metarr-show movie:1
	same "movie:1  Alien (1979)
library 'Films', error_publish, with unpublished changes
error: no space

FIELD      SOURCE  LOCKED  SINCE       VALUE
title      nfo             2024-01-02  Alien
year                                   1979
plot       edit    locked  2024-01-03  In space.
genres     nfo             2024-01-02  Horror, Drama
uniqueids                              tmdb 348

ARTWORK  ID  SIZE       FROM   CHOSEN  WHERE
fanart   6              local          $PWD/Films/Alien/fanart.jpg
poster   5   1000x1500  local  local   $PWD/Films/Alien/poster.jpg

STREAMS
video     hevc 3840x1600 hdr10, 1:57:02
audio     truehd 8 channels eng, default
subtitle  subrip ger, a file

FILE     PATH
video    $PWD/Films/Alien/Alien.mkv
nfo      $PWD/Films/Alien/movie.nfo
unknown  $PWD/Films/Alien/x.rar

WHEN        WHAT
2024-01-04  publish 7 failed: no space
2024-01-02  NFO version 0, found, abcdef012345" "$output"
	[ -z "$stderr" ]
}

@test "everything, for programs" {
	x 0 metarr-show -j movie:1
	[ "${#lines[@]}" -eq 1 ]
	same '{"value":"In\nspace.","source":"edit","locked":true,"updated_at":"2024-01-03"}' \
		"$(jq -c .fields.plot <<<"$output")"
	same '["Horror","Drama"]' "$(jq -c .fields.genres.value <<<"$output")"
	same '{"value":1979,"source":null,"locked":false,"updated_at":null}' "$(jq -c .fields.year <<<"$output")"
	same '[5,"local",null,true,"local",null]' "$(jq -c \
		'.artwork.poster[0] | [.id,.provider,.provider_url,.is_selected,.selected_by,.auto_score]' <<<"$output")"
	same '[7022,"hdr10","truehd","/x.srt"]' "$(jq -c \
		'.streams | [.duration_seconds,.video[0].hdr_type,.audio[0].codec,.subtitle[0].file_path]' <<<"$output")"
	same '["no space",false]' "$(jq -c '.history[0] | [.error_message,.success]' <<<"$output")"
	same '["found",0]' "$(jq -c '.nfo_versions[0] | [.origin,.version]' <<<"$output")"
	same '[348,"In\nspace.","movie",1]' "$(jq -c '[.tmdb_id,.plot,.type,.id]' <<<"$output")"
}

@test "what is gone from the disk is still known" {
	x 0 metarr-show movie:2
	has "$output" "library 'Films', discovered, gone from the disk"
	x 0 metarr-show Films # a library shows what is there
	hasnt "$output" "movie:2"
}

@test "records of a pipe" {
	x 0 bash -c 'metarr-ls | metarr-show -j'
	same Alien "$(jq -r .fields.title.value <<<"$output")"
	x 0 bash -c 'echo "{\"path\":\"/x\",\"mine\":1}" | metarr-show -j' # no item: it passes through
	same '{"path":"/x","mine":1}' "$output"
	x 0 bash -c 'echo "{\"type\":\"movie\",\"id\":1,\"mine\":1}" | metarr-show -j'
	same '[1,1]' "$(jq -c '[.id,.mine]' <<<"$output")"
	x 0 bash -c 'echo "{\"type\":\"movie\",\"id\":1}" | metarr-show'
	has "$output" "movie:1  Alien (1979)"
	x 1 bash -c 'echo "{\"type\":\"movie\",\"id\":9}" | metarr-show -j'
	same not_found "$(jq -r .error.code <<<"$output")"
	x 0 bash -c 'metarr-show </dev/null'
	same "metarr-show: no records came in; -a means all" "$stderr"
}

@test "operands that mean nothing are said, the others are shown" {
	x 1 metarr-show movie:9 movie:1
	has "$output" "movie:1  Alien"
	same "metarr-show: there is no movie:9
metarr-show: 1 of 2 failed" "$stderr"
	x 1 metarr-show -j movie:9
	same "" "$output"
	same "metarr-show: there is no movie:9" "$stderr"
}

@test "all, usage" {
	x 0 metarr-show -a
	has "$output" "movie:1"
	x 0 metarr-show -h
	has "$output" "usage: metarr-show"
	x 64 metarr-show --bogus
}

@test "by its title" {
	x 0 metarr-show "the alien"
	has "$output" "movie:1  Alien (1979)"
	x 0 metarr-show "ALIEN (1979)"
	has "$output" "movie:1  Alien (1979)"
	x 1 metarr-show "Alien (1980)"
	same "metarr-show: 'Alien (1980)' is no library, item, title or path" "$stderr"
	x 1 metarr-show Gone # it is
}

@test "locks of values, of kinds, and a conflict" {
	metarr-edit -q movie:1 tags+=War tags-=Drama --lock banner
	sql "UPDATE field_state SET disk_value = '\"Elsewhere.\"' WHERE field = 'plot'"
	x 0 metarr-show movie:1
	has "$output" "library 'Films', error_publish, with unpublished changes, in conflict"
	has "$output" "locked artwork: banner"
	has "$output" "LIST  LOCKED IN  LOCKED OUT
tags  War        Drama"
	has "$output" "CONFLICT  THE FILE SAYS
plot      Elsewhere."
	x 0 metarr-show -j movie:1
	same '[["War"],["Drama"]]' "$(jq -c '.fields.tags | [.pinned,.barred]' <<<"$output")"
	same '["In\nspace.","Elsewhere."]' "$(jq -c '.fields.plot | [.value,.disk_value]' <<<"$output")"
	same '["banner"]' "$(jq -c .locked_kinds <<<"$output")"
	same true "$(jq .conflict <<<"$output")"
	x 0 metarr-ls -tc
	has "$output" "conflict *"
	has "$output" "1 item, 1 with unpublished changes (*), 1 with an error, 1 in conflict"
	metarr-edit -q --keep disk movie:1
	x 0 metarr-ls -tc
	same "0 items" "$output"
	same Elsewhere. "$(metarr-show -j movie:1 | jq -r .plot)"
}

@test "its history" {
	metarr-edit -q movie:1 plot=Mine.
	x 0 metarr-show -H movie:1
	has "$output" "movie:1  Alien (1979)"
	hasnt "$output" "FIELD"
	by=$(id -un)
	has "$output" "  edit 1 by $by: plot: In space. -> Mine."
	has "$output" "2024-01-04               publish 7 failed: no space
2024-01-02               NFO version 0, found, abcdef012345"
	x 0 metarr-show -j movie:1
	same "[1,\"$by\",null,\"plot\",\"Mine.\"]" "$(jq -c \
		'.edits[0] | [.batch,.made_by,.undone_at,.change.field,.change.new]' <<<"$output")"
}

@test "two versions of an NFO, and what is wrong with it" {
	sql "DELETE FROM nfo_versions"
	hex() { printf %s "$1" | od -An -tx1 | tr -d ' \n'; }
	for version in 0 1; do
		body=$(hex "<movie>
<title>Alien $version</title>
<plot>a & b</plot>
</movie>
")
		[ "$METARR_TEST_ENGINE" = postgres ] && blob="'\\x$body'" || blob="x'$body'"
		sql "INSERT INTO nfo_texts (hash, body, size) VALUES ('h$version', $blob, 10)"
		sql "INSERT INTO nfo_versions (entity_type, entity_id, version, hash, path, origin, seen_at) VALUES \
('movie', 1, $version, 'h$version', '/films/Alien/movie.nfo', 'file', '2024-01-0$version')"
	done
	sql "UPDATE movies SET nfo_hash = 'h1'"
	x 0 metarr-show --diff 0 1 movie:1
	same "--- a/movie.nfo
+++ b/movie.nfo
@@ -1,4 +1,4 @@
 <movie>
-<title>Alien 0</title>
+<title>Alien 1</title>
 <plot>a & b</plot>
 </movie>" "$output"
	x 0 metarr-show -j movie:1 --diff 1 1
	same "" "$(jq -r .diff <<<"$output")"
	x 1 metarr-show --diff 0 7 movie:1
	same "metarr-show: there is no version 7 of the NFO: 0 to 1" "$stderr"
	x 64 metarr-show --diff 0 movie:1
	x 0 metarr-show movie:1
	has "$output" "WARNINGS
NFO, line 3: "
}

@test "what it may be" {
	sql "INSERT INTO matches (entity_type, entity_id, rank, provider, provider_id, title, original_title, year, score, url) \
VALUES ('movie', 1, 1, 'tmdb', '348', 'Alien', 'Alien', 1979, 88, 'https://www.themoviedb.org/movie/348'), \
('movie', 1, 2, 'tvmaze', '2', 'Fremd', 'Alien', NULL, 70, NULL)"
	x 0 metarr-show --matches movie:1
	same "movie:1 Alien
SCORE  IDENTIFY            YEAR  TITLE          URL
   88  tmdb=348            1979  Alien          https://www.themoviedb.org/movie/348
   70  uniqueids.tvmaze=2        Fremd (Alien)" "$output"
	x 0 metarr-show -j movie:1
	same "tmdb=348 uniqueids.tvmaze=2" "$(jq -r '[.matches[].identify] | join(" ")' <<<"$output")"
	metarr-edit -q movie:1 tmdb=679
	x 0 metarr-show --matches movie:1
	same "movie:1 Alien: nothing to choose from" "$output"
}
