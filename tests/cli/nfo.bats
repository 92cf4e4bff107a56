# metarr-nfo: NFOs to records, and fields of records into NFOs.
# shellcheck shell=bash disable=SC2154
load helper

film() {
	cat >"$1" <<-'NFO'
	<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
	<!-- mine -->
	<movie>
	  <title>Heat &amp; Dust</title>
	  <mine a="1">keep</mine>
	  <year>1983</year>
	  <genre>Drama</genre>
	  <uniqueid type="tmdb" default="true">10934</uniqueid>
	</movie>
	https://www.themoviedb.org/movie/10934
	NFO
}

episodes() {
	printf '<episodedetails><title>One</title><season>1</season><episode>1</episode></episodedetails>\n' >"$1"
	printf '<episodedetails><title>Two</title><season>1</season><episode>2</episode></episodedetails>\n' >>"$1"
}

@test "a film" {
	film film.nfo
	x 0 metarr-nfo read film.nfo
	same '' "$stderr"
	same 'film.nfo movie 0 Heat & Dust 1983 Drama 10934 null https://www.themoviedb.org/movie/10934' \
		"$(jq -r '"\(.path) \(.root) \(.index) \(.title) \(.year) \(.genres[]) \(.tmdb_id) \(.imdb_id) \(.url)"' <<<"$output")"
	same '[{"type":"tmdb","value":"10934","default":true}]' "$(jq -c .uniqueids <<<"$output")"
	same '{"item":false,"fields":[]} [] [] [] null' \
		"$(jq -r '"\(.locks) \(.extra) \(.artwork) \(.warnings) \(.maker)"' <<<"$output")"
}

@test "each item of a file is a record, the last one is the record that came in" {
	episodes e.nfo
	x 0 metarr-nfo read <<<'{"path":"e.nfo","mine":[1]}'
	same '0 One 1 [1]
1 Two 2 [1]' "$(jq -r '"\(.index) \(.title) \(.episode_number) \(.mine)"' <<<"$output")"
}

@test "a broken file is read, with warnings" {
	printf '<movie>\n<title>A & B\n<year>1999</year>\n<plot>5 < 6</plot>\n' >b.nfo
	x 0 metarr-nfo read b.nfo
	same 'A & B 1999 5 < 6' "$(jq -r '"\(.title) \(.year) \(.plot)"' <<<"$output")"
	same '1 2' "$(jq -r '[.warnings[].line] | unique | join(" ")' <<<"$output")"
}

@test "for people" {
	film film.nfo
	x 0 metarr-nfo read -t film.nfo
	same 'film.nfo: movie
  title           Heat & Dust
  year            1983
  genres          ["Drama"]
  uniqueids       [{"type":"tmdb","value":"10934","default":true}]' "$output"
}

@test "one field changes, and nothing else" {
	film film.nfo
	cp film.nfo old.nfo
	x 0 metarr-nfo write <<<'{"path":"film.nfo","year":1984,"mine":1}'
	same '{"path":"film.nfo","year":1984,"mine":1,"changed":true}' "$output"
	same '6c6
<   <year>1983</year>
---
>   <year>1984</year>' "$(diff old.nfo film.nfo)"
	same 'film.nfo
old.nfo' "$(ls -A)"
}

@test "nothing changed: the file is not written" {
	film film.nfo
	touch -d '2001-02-03 04:05:06' film.nfo
	before=$(stat -c '%i %y' film.nfo)
	metarr-nfo read film.nfo >records
	x 0 metarr-nfo write <records
	same false "$(jq .changed <<<"$output")"
	same "$before" "$(stat -c '%i %y' film.nfo)"
}

@test "the diff is what a write does" {
	film film.nfo
	cp film.nfo new.nfo
	record='{"path":"film.nfo","title":"Hitze","genres":["Drama","Romance"],"imdb_id":"tt0084058"}'
	x 0 metarr-nfo write -n <<<"$record"
	has "$output" '+  <title>Hitze</title>'
	diff=$output
	film other.nfo
	cmp film.nfo other.nfo
	x 0 metarr-nfo write <<<"${record/film/new}"
	printf '%s\n' "$diff" | patch --binary -s -p1 -d /
	cmp film.nfo new.nfo
	same 'Hitze tt0084058 10934 ["Drama","Romance"]' \
		"$(metarr-nfo read film.nfo | jq -r '"\(.title) \(.imdb_id) \(.tmdb_id) \(.genres)"')"
	x 0 metarr-nfo write -nj <<<'{"path":"film.nfo","title":"X"}'
	same '{"path":"film.nfo","title":"X","changed":true}' "$output"
}

@test "null takes a field out" {
	film film.nfo
	x 0 metarr-nfo write <<<'{"path":"film.nfo","year":null,"genres":[]}'
	same 'null []' "$(metarr-nfo read film.nfo | jq -r '"\(.year) \(.genres)"')"
	hasnt "$(cat film.nfo)" year
}

@test "one of several items" {
	episodes e.nfo
	x 0 metarr-nfo write <<<'{"path":"e.nfo","index":1,"title":"Zwei"}'
	same 'One Zwei' "$(metarr-nfo read e.nfo | jq -r .title | xargs)"
	x 65 metarr-nfo write <<<'{"path":"e.nfo","title":"Zwei"}'
	same "the NFO has 2 items, and 'index' does not say which" "$(jq -r .error.message <<<"$output")"
	x 0 metarr-nfo write <<<'{"path":"e.nfo","index":2,"root":"episodedetails","title":"Three"}'
	same 'One Zwei Three' "$(metarr-nfo read e.nfo | jq -r .title | xargs)"
	x 1 metarr-nfo write <<<'{"path":"e.nfo","index":7,"root":"movie","title":"x"}'
	same 'not_found' "$(jq -r .error.code <<<"$output")"
}

@test "a new file, and one of addresses" {
	x 0 metarr-nfo write <<<'{"path":"n.nfo","root":"movie","title":"Neu","year":2024,"uniqueids":[{"type":"tmdb","value":"7"}]}'
	same '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<movie>
  <title>Neu</title>
  <uniqueid type="tmdb" default="true">7</uniqueid>
  <tmdbid>7</tmdbid>
  <year>2024</year>
</movie>' "$(cat n.nfo)"
	echo 'https://www.imdb.com/title/tt0084058/' >u.nfo
	x 0 metarr-nfo write <<<'{"path":"u.nfo","root":"movie","title":"Neu"}'
	same 'https://www.imdb.com/title/tt0084058/' "$(tail -n 1 u.nfo)"
	same 'Neu tt0084058' "$(metarr-nfo read u.nfo | jq -r '"\(.title) \(.imdb_id)"')"
	x 65 metarr-nfo write <<<'{"path":"m.nfo","title":"x"}'
	has "$output" "'root' does not say what to make"
	[ ! -e m.nfo ]
}

@test "locks and streams" {
	film film.nfo
	x 0 metarr-nfo write <<<'{"path":"film.nfo","video":[{"codec":"hevc","width":3840,"height":1600}],"audio":[],"subtitle":[],"duration_seconds":60}'
	same false "$(jq .changed <<<"$output")"
	x 0 metarr-nfo write <<<'{"path":"film.nfo","locks":{"item":true,"fields":["plot"]},"video":[{"codec":"hevc","width":3840,"height":1600}],"audio":[],"subtitle":[],"duration_seconds":60}'
	same '{"item":true,"fields":["plot"]} hevc 60' \
		"$(metarr-nfo read film.nfo | jq -r '"\(.locks) \(.video[0].codec) \(.duration_seconds)"')"
}

@test "what is refused" {
	film film.nfo
	cp film.nfo old.nfo
	echo 'just a note' >note.nfo
	mkdir folder
	x 1 metarr-nfo write <<-'END'
	{"path":"film.nfo","year":"soon"}
	{"path":"film.nfo","genres":"Drama"}
	{"path":"note.nfo","root":"movie","title":"x"}
	{"path":"folder","title":"x"}
	{"path":7}
	{"path":"film.nfo","index":-1}
	{"path":"film.nfo","locks":{"fields":["colour"]}}
	nonsense
	END
	same 'bad_value bad_value bad_nfo not_found bad_record bad_record bad_value bad_record' \
		"$(jq -r .error.code <<<"$output" | xargs)"
	cmp film.nfo old.nfo
	same 'just a note' "$(cat note.nfo)"
	x 1 metarr-nfo read absent.nfo
	same not_found "$(jq -r .error.code <<<"$output")"
	head -c 9000000 /dev/zero >big.nfo
	x 65 metarr-nfo read big.nfo
	same too_long "$(jq -r .error.code <<<"$output")"
}

@test "a folder without the right to write" {
	[ "$(id -u)" -ne 0 ] || skip "root may write everywhere"
	film film.nfo
	chmod 555 .
	x 77 metarr-nfo write <<<'{"path":"film.nfo","year":1984}'
	chmod 755 .
	same permission "$(jq -r .error.code <<<"$output")"
	same 1983 "$(metarr-nfo read film.nfo | jq .year)"
}

@test "every recorded NFO, read and written back, is the same" {
	[ -n "${METARR_FIXTURES:-}" ] || skip "METARR_FIXTURES is not set"
	cp -r "$METARR_FIXTURES/nfo" copy
	chmod -R u+w copy
	find copy -name '*.nfo' -print0 | xargs -0 metarr-nfo read >records
	jq -c 'select(.root != "url" and .root != "other")' records >items
	x 0 metarr-nfo write <items
	same 0 "$(jq -c 'select(.changed)' <<<"$output" | wc -l)"
	diff -r copy "$METARR_FIXTURES/nfo"
}

@test "usage, help, version, nothing to do" {
	x 64 metarr-nfo
	has "$stderr" 'usage: metarr-nfo'
	x 64 metarr-nfo eat
	x 64 metarr-nfo write film.nfo
	x 64 metarr-nfo read -n film.nfo
	x 64 metarr-nfo read --nonsense
	x 0 metarr-nfo -h
	has "$output" 'usage: metarr-nfo'
	x 0 metarr-nfo --version
	has "$output" 'metarr '
	x 0 metarr-nfo read </dev/null
	same 'metarr-nfo: no records came in' "$stderr"
}
