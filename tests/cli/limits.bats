# What a provider may be asked, as its own log has it: by five programs at once, and by one that somebody waits for.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper
load provider

FILMS=80

test_setup() {
	local i
	providers_start
	unset METARR_TVDB_KEY METARR_FANARTTV_KEY
	echo '{"id":1,"title":"A film","overview":"About it."}' >film.json
	for ((i = 1; i <= FILMS; i++)); do
		mkdir -p "Films/Film $i {tmdb-$i}"
		head -c 1000 /dev/zero >"Films/Film $i {tmdb-$i}/Film $i.mkv"
		jq -c --argjson id "$i" '.id = $id | .title = "Film \($id)"' film.json >"film-$i.json"
		serve tmdb "/3/movie/$i?*" "film-$i.json"
	done
	providers_ready
	metarr-library -q add Films >library
	metarr-scan -q Films >scanned 2>&1 || true # the videos are none
	metarr-ls -j Films >films
}
test_teardown() { providers_stop; }

# busiest PROVIDER SECONDS: the most requests to it in any such time, and how many connections they came by
busiest() {
	awk -v head="/$1/" 'index($5, head) == 1 { print $1, $2 }' "$PROVIDERS/access.log" | sort -n | awk -v window="$2" '
		{ at[NR] = $1; while ($1 - at[first + 1] >= window) first++; if (NR - first > most) most = NR - first; by[$2] = 1 }
		END { for (connection in by) n++; print most + 0, n + 0 }'
}

@test "five at once and one in a hurry stay within the limit" {
	local i most connections
	head -10 films | metarr-enrich -jq --priority 1 >hurried 2>err0 3>&- &
	for i in 1 2 3 4 5; do
		tail -n +11 films | awk -v i="$i" 'NR % 5 == i - 1' | metarr-enrich -jq >"out$i" 2>"err$i" 3>&- &
	done
	wait
	same "" "$(cat err?)"
	same "$FILMS" "$(cat hurried out? | jq -r 'select(.state == "enriched") | .id' | sort -u | wc -l)"
	same "$FILMS" "$(requests tmdb | grep -c ' 200$')"
	read -r most connections < <(busiest tmdb 1)
	[ "$most" -le 50 ] || { echo "$most requests in a second" >&2; return 1; }
	# Connections are kept: a few for each of the six.
	[ "$connections" -le 30 ] || { echo "$connections connections" >&2; return 1; }
}

@test "another limit is what the configuration says" {
	local most connections
	export METARR_TMDB_RATE=10 METARR_TMDB_RATE_KEPT=0
	head -15 films | metarr-enrich -jq >out
	same 15 "$(grep -c '"enriched"' out)"
	# Ten intervals are 1.03 seconds: a twentieth is left for a server that was kept from running for longer than that.
	read -r most connections < <(busiest tmdb 0.95)
	[ "$most" -le 10 ] || { echo "$most requests in a second" >&2; return 1; }
	same 1 "$connections"
}
