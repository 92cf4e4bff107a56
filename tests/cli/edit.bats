# A person's word: fields are set and locked, and stay so whatever a scan finds.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper

test_setup() {
	mkdir -p Films/{Alien,Heat}
	head -c 1000 /dev/zero >Films/Alien/Alien.mkv
	head -c 1000 /dev/zero >Films/Heat/Heat.mkv
	cat >Films/Alien/movie.nfo <<-NFO
		<movie>
		  <title>Alien</title>
		  <plot>In space.</plot>
		  <genre>Horror</genre>
		  <tag>old</tag>
		</movie>
	NFO
	printf '<movie><title>Heat</title></movie>\n' >Films/Heat/movie.nfo
	metarr-library -q add Films >library
	metarr-scan -q Films >scanned 2>&1 || true # the videos are none
	ALIEN=$(metarr-ls | jq 'select(.title == "Alien").id')
	HEAT=$(metarr-ls | jq 'select(.title == "Heat").id')
}

value() { metarr-show -j "movie:$1" | jq -c ".fields.$2 | [.value, .source, .locked]"; }

@test "sets and locks, for people" {
	x 0 metarr-edit -t "movie:$ALIEN" plot="No one can hear you." genres=Drama genres=Crime tags+=Kids tags-=old --lock poster
	same "movie:$ALIEN Alien: plot: In space. -> No one can hear you., locked
movie:$ALIEN Alien: genres: Horror -> Drama, Crime, locked
movie:$ALIEN Alien: tags: old -> Kids, locked in: Kids, locked out: old
movie:$ALIEN Alien: poster, locked
1 changed, 0 unchanged, 0 failed; to take it back: metarr undo --batch 1" "$output"
	same "" "$stderr"
	same '["No one can hear you.","edit",true]' "$(value "$ALIEN" plot)"
	same '[["Kids"],"nfo",false]' "$(value "$ALIEN" tags)"
	x 0 metarr-edit -t "movie:$ALIEN" plot="No one can hear you."
	same "0 changed, 1 unchanged, 0 failed" "$output"
}

@test "what is locked stays" {
	metarr-edit -q "movie:$ALIEN" plot=Mine. tagline= >edited
	sed -i 's/In space./Theirs./' Films/Alien/movie.nfo
	x 0 metarr-scan -q Films
	same '["Mine.","edit",true]' "$(value "$ALIEN" plot)"
}

@test "a file that says otherwise is in conflict, until somebody decides" {
	metarr-edit -q "movie:$ALIEN" plot=Mine. tags+=Kids
	sed -i 's/In space./Theirs./; s/<tag>old/<tag>new/' Films/Alien/movie.nfo
	x 0 metarr-scan -t Films
	has "$stderr" "changed here and in Metarr, and left as it is on both sides: plot"
	same '[["new","Kids"],"file",true]' "$(value "$ALIEN" tags)"
	x 0 metarr-publish -t Films
	same "    <plot>Theirs.</plot>
    <tag>Kids</tag>" "$(sed -n 's/^  /    /; /plot\|Kids/p' Films/Alien/movie.nfo)"
	x 0 metarr-scan -jq Films
	same "movie:$ALIEN" "$(metarr-ls -c | jq -r '"\(.type):\(.id)"')"
	x 65 metarr-edit -t --keep metarr "movie:$ALIEN" tags
	same "metarr-edit: movie:$ALIEN Alien: tags is not in conflict" "$stderr"
	x 0 metarr-edit -t --keep metarr "movie:$ALIEN" plot
	same "movie:$ALIEN Alien: plot, not in conflict any more
1 changed, 0 unchanged, 0 failed; to take it back: metarr undo --batch 2" "$output"
	same "" "$(metarr-ls -c)"
	x 0 metarr-publish -q Films
	has "$(cat Films/Alien/movie.nfo)" "<plot>Mine.</plot>"
}

@test "published as it was said" {
	metarr-edit -q "movie:$ALIEN" plot=Mine. genres= year=1979 actors="Sigourney Weaver/Ripley" >edited
	x 0 metarr-publish -q "movie:$ALIEN"
	same "<movie>
  <title>Alien</title>
  <plot>Mine.</plot>
  <tag>old</tag>
  <year>1979</year>
  <actor>
    <name>Sigourney Weaver</name>
    <role>Ripley</role>
    <order>0</order>
  </actor>
</movie>" "$(cat Films/Alien/movie.nfo)"
}

@test "a dry run touches nothing" {
	x 0 metarr-edit -nt Films tagline=x
	same "movie:$ALIEN Alien: tagline: (nothing) -> x, locked
movie:$HEAT Heat: tagline: (nothing) -> x, locked
2 would change, 0 would not, 0 failed" "$output"
	same 'null' "$(metarr-show -j "movie:$ALIEN" | jq .fields.tagline)"
	same 0 "$(sql "SELECT COUNT(*) FROM edit_batches")"
}

@test "many, through a pipe" {
	x 0 bash -c 'metarr-ls | metarr-edit tags+=Seen'
	same "Alien 1 tags
Heat 1 tags" "$(jq -r '"\(.title) \(.batch) \(.changes[0].field)"' <<<"$output")"
	x 0 bash -c 'metarr-ls | jq -c ".set = {title: (.title | ascii_upcase)}" | metarr-edit sort_title=x'
	same "ALIEN x 2
HEAT x 2" "$(jq -r '"\(.title) \(.sort_title) \(.batch)"' <<<"$output")"
	same 4 "$(sql "SELECT COUNT(*) FROM edits WHERE batch_id = 2")"
	x 65 bash -c 'metarr-ls | metarr-edit'
	has "$output" "nothing to change: the record has no member 'set'"
	x 0 bash -c 'echo "{\"path\":\"/x\",\"mine\":1}" | metarr-edit year=1990' # no item: it passes through
	same '{"path":"/x","mine":1}' "$output"
	x 1 bash -c 'printf "{\"type\":\"movie\",\"id\":99}\n{\"type\":\"movie\",\"id\":'"$HEAT"'}\n" | metarr-edit year=1995'
	same "not_found
null" "$(jq -r '.error.code' <<<"$output")"
}

@test "a thousand are ten transactions" {
	for i in $(seq 1000); do echo "{\"type\":\"movie\",\"id\":$((i % 2 ? ALIEN : HEAT))}"; done >in
	x 0 bash -c 'metarr-edit year=1990 <in | tail -1 | jq .year'
	same 1990 "$output"
	same 2 "$(sql "SELECT COUNT(*) FROM edits")"
}

@test "values that are not taken" {
	x 65 metarr-edit "movie:$ALIEN" plot=x premiered=1979-13-01
	same "metarr-edit: premiered takes a date (YYYY-MM-DD), not '1979-13-01'" "$stderr"
	x 64 metarr-edit "movie:$ALIEN" plott=x
	same "metarr-edit: there is no field 'plott': did you mean 'plot'?" "$stderr"
	x 65 metarr-edit -t "movie:$ALIEN" plot=x aired=1979-01-01
	same "metarr-edit: movie:$ALIEN Alien: aired: a movie has none that could be edited" "$stderr"
	same '["In space.","nfo",false]' "$(value "$ALIEN" plot)"
	x 64 metarr-edit "movie:$ALIEN"
	same "metarr-edit: nothing to change: FIELD=VALUE, --lock, --unlock or --keep is wanted" "$stderr"
	x 64 metarr-edit "movie:$ALIEN" --unlock plots
	x 64 metarr-edit --keep mine "movie:$ALIEN"
	x 1 metarr-edit movie:99 year=1990
	same "metarr-edit: there is no movie:99" "$stderr"
	same 0 "$(sql "SELECT COUNT(*) FROM edits")"
}

@test "the id of another film" {
	x 0 metarr-edit -j "movie:$ALIEN" tmdb=348
	same "identified 348" "$(jq -r '"\(.state) \(.tmdb_id)"' <<<"$output")"
}

@test "unlocking" {
	metarr-edit -q -a plot=x --lock poster >edited
	x 0 metarr-edit -t --unlock all "movie:$ALIEN"
	same "movie:$ALIEN Alien: plot, unlocked
movie:$ALIEN Alien: poster, unlocked
1 changed, 0 unchanged, 0 failed; to take it back: metarr undo --batch 2" "$output"
	same '["x","edit",true]' "$(value "$HEAT" plot)"
}

@test "nothing came in, usage" {
	x 0 bash -c 'metarr-edit year=1990 </dev/null'
	same "metarr-edit: no records came in; -a means all" "$stderr"
	x 0 metarr-edit -h
	has "$output" "usage: metarr-edit"
	x 64 metarr-edit --bogus
}
