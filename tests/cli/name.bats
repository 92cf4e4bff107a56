# metarr-name: names in, what they say out.
load helper

unknown='"date":null,"absolute":null,"part":null,"edition":null,"tmdb_id":null,"imdb_id":null,"tvdb_id":null,"is_extra":false,"is_sample":false'

@test "names as operands" {
	x 0 metarr-name 'The Matrix (1999).mkv' 'Show.S01E02-E03.mkv'
	same '{"name":"The Matrix (1999).mkv","title":"The Matrix","year":1999,"season":null,"episodes":[],'"$unknown"'}
{"name":"Show.S01E02-E03.mkv","title":"Show","year":null,"season":1,"episodes":[2,3],'"$unknown"'}' "$output"
	same '' "$stderr"
}

@test "records, and what else they bear" {
	x 0 metarr-name <<<'{"name":"Show 102.mkv","kind":"episode","mine":[1]}'
	same '{"name":"Show 102.mkv","kind":"episode","mine":[1],"title":"Show","year":null,"season":1,"episodes":[2],"date":null,"absolute":102,"part":null,"edition":null,"tmdb_id":null,"imdb_id":null,"tvdb_id":null,"is_extra":false,"is_sample":false}' "$output"
	x 0 metarr-name <<<'{"other":"record"}'
	same '{"other":"record"}' "$output"
}

@test "all that a name can say, for people" {
	x 0 metarr-name -t 'Film (1999) {edition-Final Cut} {tmdb-603} {imdb-tt0133093} {tvdb-7}-cd2.avi'
	same 'Film (1999) {edition-Final Cut} {tmdb-603} {imdb-tt0133093} {tvdb-7}-cd2.avi: Film (1999) part 2 [Final Cut] tmdb:603 tt0133093 tvdb:7' "$output"
	x 0 metarr-name -t 'Film (1999)-trailer.mkv' 'Show S01E02.mkv' 'Show 2024-01-31' 'S01E02.mkv' 'Film sample.mkv'
	same 'Film (1999)-trailer.mkv: Film (1999) extra
Show S01E02.mkv: Show S01E02
Show 2024-01-31: Show 2024-01-31
S01E02.mkv: ? S01E02
Film sample.mkv: Film sample sample' "$output"
}

@test "the kind of names that have none" {
	x 0 metarr-name -t -k movie 'Show S01E02.mkv'
	same 'Show S01E02.mkv: Show' "$output"
	x 0 metarr-name -t -k episode 'Show 102'
	same 'Show 102: Show S01E02' "$output"
	x 0 metarr-name -t --kind series 'Show (2010)'
	same 'Show (2010): Show (2010)' "$output"
	x 64 metarr-name -k film x
	has "$stderr" 'usage: metarr-name'
	same '' "$output"
}

@test "control bytes do not reach a terminal" {
	x 0 metarr-name -t $'a\e\ab (1999).mkv'
	same 'a\x1b\x07b (1999).mkv: a\x1b\x07b (1999)' "$output"
}

@test "bad records and names" {
	x 65 metarr-name <<<$'{"name":7}\nnonsense\n{"name":""}\n{"name":"x","kind":"film"}\n{"name":"Good (1999)"}'
	[ "$(jq -r '.error.code // .title' <<<"$output" | tr '\n' ' ')" = 'bad_record bad_record bad_record bad_value Good ' ]
	x 65 metarr-name <<<'{"name":7}'
	same '{"name":7,"error":{"code":"bad_record","message":"'"'name' is no text"'","retry":false}}' "$output"
	x 65 metarr-name $'\xff.mkv'
	has "$output" '"code":"bad_name"'
}

@test "usage, help, version, nothing to do" {
	x 64 metarr-name --nonsense
	has "$stderr" 'usage: metarr-name'
	x 0 metarr-name -h
	has "$output" 'usage: metarr-name'
	x 0 metarr-name -V
	[[ $output == 'metarr '* ]]
	x 0 metarr-name </dev/null
	same '' "$output"
	same 'metarr-name: no records came in' "$stderr"
}

@test "a closed pipe ends it" {
	x 1 bash -c 'set -o pipefail; yes "{\"name\":\"x\"}" | head -n 100000 | { metarr-name; exit $?; } | true'
	same '' "$stderr"
}
